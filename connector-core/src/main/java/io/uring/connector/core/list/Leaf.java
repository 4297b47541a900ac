package io.uring.connector.core.list;

import io.uring.connector.core.FileTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A folder with files, merged from all the roots that led to it. */
final class Leaf {
  private final byte[] path;
  private final List<FileTable> files = new ArrayList<>();
  private @Nullable Set<ByteBuffer> names;

  Leaf(final byte[] path) {
    this.path = path;
  }

  byte[] path() {
    return path;
  }

  String text() {
    return path.length == 0 ? "/" : new String(path, StandardCharsets.UTF_8);
  }

  /** In the order of the roots that led here. */
  FileTable files() {
    return FileTable.concat(files);
  }

  /** Adds the files that are not there yet. */
  void add(final Folder folder) {
    final FileTable more = folder.files();
    if (files.isEmpty() && folder.isWhole()) {
      files.add(more);
      return;
    }
    Set<ByteBuffer> known = names;
    if (known == null) {
      known = new HashSet<>();
      for (final FileTable each : files) {
        addNew(each, known);
      }
      names = known;
    }
    files.add(more.select(addNew(more, known)));
  }

  private static int[] addNew(final FileTable files, final Set<ByteBuffer> known) {
    final int[] added = new int[files.size()];
    int count = 0;
    for (int file = 0; file < added.length; file++) {
      final ByteBuffer name = ByteBuffer.allocate(files.nameLength(file));
      files.putName(file, name);
      if (known.add(name.flip())) {
        added[count++] = file;
      }
    }
    return Arrays.copyOf(added, count);
  }
}
