package io.uring.connector.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** Files to list, made by name. */
final class Tree {
  private static final long START = 1_600_000_000_000L;

  private final Path root;
  private int files;

  Tree(final Path root) {
    this.root = root;
  }

  /**
   * Makes files, with the folders that they are in; each is longer and a day younger than the last.
   */
  Tree with(final String... names) throws IOException {
    for (final String name : names) {
      final Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[++files]);
      Files.setLastModifiedTime(file, FileTime.fromMillis(START + files * 86_400_123L));
    }
    return this;
  }

  /** Makes a file without content. */
  Tree withEmpty(final String name) throws IOException {
    with(name);
    Files.write(root.resolve(name), new byte[0]);
    return this;
  }

  /** Makes a folder without files. */
  Tree withFolder(final String name) throws IOException {
    Files.createDirectories(root.resolve(name));
    return this;
  }

  /** Makes a symbolic link. */
  Tree withLink(final String name, final String target) throws IOException {
    final Path link = root.resolve(name);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
    return this;
  }

  String path() {
    return root.toString();
  }

  String path(final String name) {
    return root + "/" + name;
  }
}
