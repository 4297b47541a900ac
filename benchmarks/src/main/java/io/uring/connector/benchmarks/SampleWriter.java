package io.uring.connector.benchmarks;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Makes data sets: files of bytes that no file system can compress, under {@code
 * <folder>/<name>/files}, with a manifest beside them. A set grows under another name and is
 * renamed when it is whole, so that an interrupted one is never taken for one.
 */
final class SampleWriter {
  private static final int BLOCK = 8 << 20;
  private static final int PIECE = 4 << 20;
  private static final int STAMP = Long.BYTES;

  private final Path folder;

  SampleWriter(final Path folder) {
    this.folder = folder;
  }

  /** The folder of the set's files, with its manifest; made now unless it is there already. */
  Path home(final SampleSet shape) throws IOException {
    final Path home = folder.resolve(shape.name());
    if (!isWhole(home, shape)) {
      System.err.printf("making %,d files below %s%n", shape.files(), home);
      final Path partial = folder.resolve(shape.name() + ".partial");
      delete(partial);
      if (Files.exists(home)) {
        Files.move(home, partial, StandardCopyOption.ATOMIC_MOVE);
        delete(partial);
      }
      final Manifest manifest = new Manifest(shape, write(shape, files(partial)));
      manifest.write(manifest(partial));
      Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
    }
    return home;
  }

  static Path files(final Path home) {
    return home.resolve("files");
  }

  static Path manifest(final Path home) {
    return home.resolve("manifest.json");
  }

  private static boolean isWhole(final Path home, final SampleSet shape) throws IOException {
    try {
      return Manifest.read(manifest(home)).shape().equals(shape);
    } catch (final FileNotFoundException absent) {
      if (Files.exists(home)) {
        // Somebody's real pictures may be called imagenet, too.
        throw new IllegalArgumentException(home + " is no set of ours: choose another --dir");
      }
      return false;
    }
  }

  private static String write(final SampleSet shape, final Path files) throws IOException {
    final byte[] noise = new byte[BLOCK];
    new Random(shape.files()).nextBytes(noise);
    final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK).put(noise);
    final long[] sizes = shape.sizes();
    final SetDigest digest = new SetDigest();
    for (int file = 0; file < sizes.length; file++) {
      final String name = shape.path(file);
      final Path path = files.resolve(name);
      if (file % SampleSet.FOLDER_FILES == 0) {
        Files.createDirectories(path.getParent());
      }
      digest.begin(name);
      try (FileChannel channel =
          FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        final ByteBuffer head = shape.head(file, sizes[file]);
        append(channel, head, digest);
        for (long done = head.limit(); done < sizes[file]; done += PIECE) {
          final int size = (int) Math.min(PIECE, sizes[file] - done);
          append(channel, piece(block, file + done / PIECE * sizes.length, size), digest);
        }
      }
      digest.end();
    }
    return digest.text();
  }

  private static void append(
      final FileChannel channel, final ByteBuffer piece, final SetDigest digest)
      throws IOException {
    digest.append(piece.duplicate());
    while (piece.hasRemaining()) {
      channel.write(piece);
    }
  }

  // Pieces share one block of noise, each from a place of its own and with its number stamped over
  // the start: far faster than fresh noise, and still no two files are alike.
  private static ByteBuffer piece(final ByteBuffer block, final long number, final int size) {
    final int start = (int) (number * 1_000_003L % (BLOCK - size - STAMP));
    block.putLong(start, number * 0x9E37_79B9_7F4A_7C15L);
    return block.slice(start, size);
  }

  private static void delete(final Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> below = Files.walk(path)) {
      below
          .sorted(Comparator.reverseOrder())
          .forEach(
              each -> {
                try {
                  Files.delete(each);
                } catch (final IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
