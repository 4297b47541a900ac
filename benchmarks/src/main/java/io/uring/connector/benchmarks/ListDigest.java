package io.uring.connector.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** What a listing found, as one text that does not depend on its order. For one thread. */
final class ListDigest {
  private final SetDigest digest = new SetDigest();
  private long totalLength;

  /** What all sides must find below a folder, found by none of them. */
  static ListDigest of(final Path root) throws IOException {
    final ListDigest digest = new ListDigest();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(final Path file, final BasicFileAttributes known) {
            digest.add(file.toString(), known.size(), known.lastModifiedTime().toMillis());
            return FileVisitResult.CONTINUE;
          }
        });
    return digest;
  }

  /** Adds a file with what is known of it, times in milliseconds since 1970. */
  void add(final String path, final long length, final long modifiedMillis) {
    final ByteBuffer known = ByteBuffer.allocate(2 * Long.BYTES);
    digest.add(path, known.putLong(length).putLong(modifiedMillis).flip());
    totalLength += length;
  }

  long files() {
    return digest.files();
  }

  long totalLength() {
    return totalLength;
  }

  /** Files, sum of their lengths, and a hash of all that was added. */
  String text() {
    return digest.text() + "-" + totalLength;
  }
}
