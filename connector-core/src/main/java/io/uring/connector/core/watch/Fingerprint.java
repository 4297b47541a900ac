package io.uring.connector.core.watch;

import io.uring.connector.core.FileTable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A file's absolute path in 128 bits: the start of its SHA-256, so that nobody can make two paths
 * that are taken for one.
 *
 * @param high the first half
 * @param low the second half; never 0
 */
record Fingerprint(long high, long low) {

  /** Makes fingerprints, for one thread. */
  static final class Maker {
    private final MessageDigest digest;
    private ByteBuffer path = ByteBuffer.allocate(512);

    Maker() {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (final NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }

    Fingerprint of(final FileTable files, final int file) {
      final int length = files.pathLength(file);
      if (length > path.capacity()) {
        path = ByteBuffer.allocate(2 * length);
      }
      files.putPath(file, path.clear());
      digest.update(path.flip());
      final ByteBuffer sum = ByteBuffer.wrap(digest.digest());
      final long high = sum.getLong();
      // 0 marks a free place in the table of what has been seen.
      return new Fingerprint(high, sum.getLong() | 1);
    }
  }
}
