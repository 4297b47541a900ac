package io.uring.connector.examples;

import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files below a folder without any framework: one by one, batch by batch, and by future.
 */
public final class WalkFiles {
  private static final long JPEG = 0xFF_D8;
  private static final int MAGIC = 2;

  private WalkFiles() {}

  /**
   * Walks three times.
   *
   * @param args the folder
   * @throws IOException if a file cannot be read
   */
  public static void main(final String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: WalkFiles FOLDER");
      System.exit(2);
    }
    final List<Path> files;
    try (Stream<Path> below = Files.walk(Path.of(args[0]))) {
      files = below.filter(Files::isRegularFile).sorted().toList();
    }
    final FileScan scan = FileScan.of(files);
    System.out.printf("%,d of %,d files are JPEGs%n", jpegs(scan), files.size());
    System.out.printf("%,d bytes, batch by batch%n", bytes(scan));
    System.out.printf("checksum %08x, by future%n", checksum(scan));
  }

  /** File by file, and no more of each than it takes. */
  static long jpegs(final FileScan scan) throws IOException {
    final long[] found = new long[1];
    scan.options(ReadOptions.builder().headBytes(MAGIC).build())
        .forEach(
            (path, content) -> {
              if (content.remaining() == MAGIC && (content.getShort() & 0xFFFF) == JPEG) {
                found[0]++;
              }
            });
    return found[0];
  }

  /**
   * Batch by batch, on two rings with 128 files in flight on each; files that vanish are left out.
   */
  static long bytes(final FileScan scan) throws IOException {
    final ReadOptions options =
        ReadOptions.builder()
            .threads(2)
            .queueDepth(128)
            .batchBytes(8 << 20)
            .skip(ReadFailure.Kind.MISSING)
            .build();
    long bytes = 0;
    try (BatchReader reader = scan.options(options).open()) {
      System.out.println("engine " + reader.engine());
      while (true) {
        try (FileBatch batch = reader.next()) {
          if (batch == null) {
            return bytes;
          }
          bytes += batch.contentBytes();
        }
      }
    }
  }

  /** By future: the next batch is under way while this one is worked on. */
  static long checksum(final FileScan scan) {
    final CRC32 checksum = new CRC32();
    try (BatchReader reader = scan.open()) {
      CompletableFuture<@Nullable FileBatch> next = reader.nextAsync();
      while (true) {
        try (FileBatch batch = next.join()) {
          if (batch == null) {
            return checksum.getValue();
          }
          next = reader.nextAsync();
          for (int row = 0; row < batch.rows(); row++) {
            checksum.update(batch.content(row));
          }
        }
      }
    }
  }
}
