package io.uring.connector.core.list;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A folder with files, merged from all the roots that led to it. */
final class Leaf {
  private final byte[] path;
  private List<Folder.Entry> files = List.of();
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

  List<Folder.Entry> files() {
    return files;
  }

  /** Adds the files that are not there yet. */
  void add(final Folder folder) {
    if (files.isEmpty() && folder.isWhole()) {
      files = folder.files();
      return;
    }
    Set<ByteBuffer> known = names;
    if (known == null) {
      known = new HashSet<>();
      for (final Folder.Entry file : files) {
        known.add(ByteBuffer.wrap(file.name()));
      }
      names = known;
      files = new ArrayList<>(files);
    }
    for (final Folder.Entry file : folder.files()) {
      if (known.add(ByteBuffer.wrap(file.name()))) {
        files.add(file);
      }
    }
  }
}
