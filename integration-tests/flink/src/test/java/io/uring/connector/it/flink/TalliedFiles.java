package io.uring.connector.it.flink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Files for a {@link Tally}: {@code f0}, {@code f1} and so on, in folders below one. */
final class TalliedFiles {
  private static final int FOLDERS = 10;

  private TalliedFiles() {}

  /** Writes files, from one number to before another; their part in the digest. */
  static long write(final Path folder, final int from, final int to) throws IOException {
    long digest = 0;
    for (int file = from; file < to; file++) {
      final byte[] content = content(file);
      Files.write(path(folder, file), content);
      digest += Tally.digest(file, content);
    }
    return digest;
  }

  /** Where a file is; its folder is made if need be. */
  static Path path(final Path folder, final int file) throws IOException {
    return Files.createDirectories(folder.resolve("d" + file % FOLDERS)).resolve("f" + file);
  }

  /** At least one byte. */
  static byte[] content(final int file) {
    final Random random = new Random(file);
    final byte[] content = new byte[1 + random.nextInt(file % 1000 == 7 ? 1 << 20 : 2000)];
    random.nextBytes(content);
    return content;
  }
}
