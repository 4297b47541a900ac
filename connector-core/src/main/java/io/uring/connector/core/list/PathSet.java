package io.uring.connector.core.list;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Distinct absolute paths, numbered in the order in which they came: about 20 bytes of heap a path
 * besides its last name. Filled by one thread; may then be read by many.
 */
final class PathSet {
  private static final int NONE = -1;

  private final List<byte[]> folders = new ArrayList<>();
  private final Map<ByteBuffer, Integer> folderNumbers = new HashMap<>();
  private byte[] names = new byte[256];
  private int[] folder = new int[16];
  private int[] nameEnd = new int[16];
  private int size;

  /** Open addressing; at most half of it is taken. */
  private int[] table = emptyTable(32);

  // Names come from outside: they must not be able to be chosen so that all fall into one slot.
  private final int multiplier = ThreadLocalRandom.current().nextInt() | 1;

  private byte[] lastFolder = new byte[0];
  private int lastFolderNumber = NONE;

  int size() {
    return size;
  }

  int folders() {
    return folders.size();
  }

  /** The path of a folder, empty for the root; not to be changed. */
  byte[] folderPath(final int number) {
    return folders.get(number);
  }

  /** The number of a path's folder. */
  int folder(final int path) {
    return folder[path];
  }

  /** The last name of a path. */
  byte[] name(final int path) {
    return Arrays.copyOfRange(names, nameStart(path), nameEnd[path]);
  }

  /** A whole path. */
  byte[] path(final int number) {
    final byte[] parent = folders.get(folder[number]);
    final int start = nameStart(number);
    final int length = nameEnd[number] - start;
    final byte[] path = Arrays.copyOf(parent, parent.length + 1 + length);
    path[parent.length] = '/';
    System.arraycopy(names, start, path, parent.length + 1, length);
    return path;
  }

  /**
   * The number of a path, which is {@link #size()} until now where it is new.
   *
   * @throws ArithmeticException if all names together have 2 GiB or more
   */
  int add(final byte[] path) {
    int slash = path.length - 1;
    while (path[slash] != '/') {
      slash--;
    }
    final int parent = folderNumber(path, slash);
    final int start = slash + 1;
    int slot = slot(parent, path, start, path.length);
    for (int known = table[slot]; known != NONE; known = table[slot]) {
      if (folder[known] == parent
          && Arrays.equals(names, nameStart(known), nameEnd[known], path, start, path.length)) {
        return known;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    append(parent, path, start);
    table[slot] = size++;
    if (size * 2L > table.length) {
      grow();
    }
    return size - 1;
  }

  private void append(final int parent, final byte[] path, final int start) {
    if (size == folder.length) {
      folder = Arrays.copyOf(folder, Math.multiplyExact(size, 2));
      nameEnd = Arrays.copyOf(nameEnd, size * 2);
    }
    final int from = nameStart(size);
    final int end = Math.addExact(from, path.length - start);
    if (end > names.length) {
      names = Arrays.copyOf(names, (int) Math.min(Integer.MAX_VALUE - 8L, end * 2L));
    }
    System.arraycopy(path, start, names, from, path.length - start);
    folder[size] = parent;
    nameEnd[size] = end;
  }

  private int folderNumber(final byte[] path, final int length) {
    if (lastFolderNumber == NONE
        || !Arrays.equals(lastFolder, 0, lastFolder.length, path, 0, length)) {
      final byte[] parent = Arrays.copyOf(path, length);
      Integer number = folderNumbers.get(ByteBuffer.wrap(parent));
      if (number == null) {
        number = folders.size();
        folders.add(parent);
        folderNumbers.put(ByteBuffer.wrap(parent), number);
      }
      lastFolder = parent;
      lastFolderNumber = number;
    }
    return lastFolderNumber;
  }

  private void grow() {
    table = emptyTable(Math.multiplyExact(table.length, 2));
    for (int path = 0; path < size; path++) {
      int slot = slot(folder[path], names, nameStart(path), nameEnd[path]);
      while (table[slot] != NONE) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = path;
    }
  }

  private int slot(final int parent, final byte[] text, final int from, final int to) {
    int hash = parent;
    for (int i = from; i < to; i++) {
      hash = hash * multiplier + text[i];
    }
    hash *= 0x9E3779B9;
    return (hash ^ hash >>> 15) & (table.length - 1);
  }

  private int nameStart(final int path) {
    return path == 0 ? 0 : nameEnd[path - 1];
  }

  private static int[] emptyTable(final int length) {
    final int[] table = new int[length];
    Arrays.fill(table, NONE);
    return table;
  }
}
