package io.uring.connector.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;

/** Files with random bytes, to be read. */
final class ContentTree {
  /**
   * When the first file was modified; each other one is an hour, a millisecond and more younger.
   */
  static final Instant START = Instant.parse("2020-09-13T12:26:40.123456789Z");

  private static final long STEP_NANOS = 3_600_001_000_001L;

  private final Path root;
  private final Random random;
  private int files;

  /** Prints the seed, from which all bytes come. */
  ContentTree(final Path root) {
    this(root, System.nanoTime());
  }

  ContentTree(final Path root, final long seed) {
    this.root = root;
    random = new Random(seed);
    System.out.println("seed of the files' bytes: " + seed);
  }

  /** Makes a file, with the folders that it is in. */
  ContentTree with(final String name, final int length) throws IOException {
    final byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    final Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.from(START.plusNanos(STEP_NANOS * files++)));
    return this;
  }

  /** Makes files of 1 to 3000 bytes. */
  ContentTree with(final String... names) throws IOException {
    for (final String name : names) {
      with(name, 1 + random.nextInt(3000));
    }
    return this;
  }

  /** Makes many files of one size: {@code f0000}, {@code f0001} and so on. */
  ContentTree withMany(final int count, final int length) throws IOException {
    for (int i = 0; i < count; i++) {
      with(String.format("f%04d", i), length);
    }
    return this;
  }

  ContentTree withFolder(final String name) throws IOException {
    Files.createDirectories(root.resolve(name));
    return this;
  }

  ContentTree withLink(final String name, final String target) throws IOException {
    final Path link = root.resolve(name);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
    return this;
  }

  Path file(final String name) {
    return root.resolve(name);
  }

  String path() {
    return root.toString();
  }

  String path(final String name) {
    return root + "/" + name;
  }
}
