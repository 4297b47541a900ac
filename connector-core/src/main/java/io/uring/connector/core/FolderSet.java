package io.uring.connector.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The folders of a {@link FileTable} that is being built: each of them once, numbered from 0 in the
 * order in which they came. For one thread.
 */
final class FolderSet {
  private final List<byte[]> paths = new ArrayList<>();
  private final Map<ByteBuffer, Integer> numbers = new HashMap<>();
  private long[] modifiedNanos = new long[4];

  /**
   * Adds a folder if it is not there yet. One that is there with another time has none from now on:
   * nobody knows which of its files were found when.
   *
   * @return its number
   */
  int add(final byte[] path, final long modified) {
    final Integer known = numbers.get(ByteBuffer.wrap(path));
    if (known == null) {
      final byte[] kept = path.clone();
      final int number = addNew(kept, modified);
      numbers.put(ByteBuffer.wrap(kept), number);
      return number;
    }
    if (modifiedNanos[known] != modified) {
      modifiedNanos[known] = FileTable.UNKNOWN;
    }
    return known;
  }

  /**
   * Adds a folder that is known not to be there, without a look: for a set that {@link #add} is not
   * asked of.
   *
   * @param path kept, and never to be changed
   * @return its number
   */
  int addNew(final byte[] path, final long modified) {
    final int number = paths.size();
    if (number == modifiedNanos.length) {
      modifiedNanos = Arrays.copyOf(modifiedNanos, number * 2);
    }
    paths.add(path);
    modifiedNanos[number] = modified;
    return number;
  }

  int size() {
    return paths.size();
  }

  /** The paths in the order of their numbers. */
  byte[][] paths() {
    return paths.toArray(new byte[0][]);
  }

  /** The times in the order of the folders' numbers. */
  long[] modifiedNanos() {
    return Arrays.copyOf(modifiedNanos, paths.size());
  }
}
