package io.uring.connector.core.engine.uring;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.memory.Slab;
import io.uring.connector.core.memory.SlabLease;
import io.uring.connector.core.memory.SlabPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads a known file through the ring before anybody's data is. Some sandboxes let rings be set up
 * and then fail every read, or answer with nothing.
 */
final class Probe {
  private static final int TIMEOUT_SECONDS = 20;

  private Probe() {}

  static void check(final UringEngine engine) throws UringUnavailableException {
    try {
      final Path file = knownFile();
      final byte[] expected = Files.readAllBytes(file);
      try (SlabLease lease = SlabPool.jvm().lease(Long.MAX_VALUE)) {
        compare(engine, file, expected, lease.acquire(expected.length));
      }
    } catch (final IOException e) {
      throw new UringUnavailableException("the probe has no file to read: " + e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UringUnavailableException("the probe was interrupted", true);
    }
  }

  private static void compare(
      final UringEngine engine, final Path file, final byte[] expected, final Slab slab)
      throws IOException, InterruptedException, UringUnavailableException {
    final ByteBuffer target = slab.buffer();
    for (int i = 0; i < expected.length; i++) {
      target.put(i, (byte) ~expected[i]);
    }
    final BatchRead batch =
        new BatchRead(
            RequestList.wholeFiles(table(file)),
            0,
            1,
            slab,
            ReadCounters.apart(),
            ReadOptions.builder().build());
    batch.onLanded(slab::release);
    slab.retain();
    try {
      engine.submit(batch);
      batch.whenLanded().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      final ReadFailure failure = batch.failure(0);
      if (failure != null) {
        throw new UringUnavailableException("the probe's read failed: " + failure.message());
      }
      if (!target.slice(0, expected.length).equals(ByteBuffer.wrap(expected))) {
        throw new UringUnavailableException(
            "the probe read other bytes than the file has: " + file);
      }
    } catch (final TimeoutException e) {
      throw new UringUnavailableException(
          "the probe's read did not end within " + TIMEOUT_SECONDS + " s", true);
    } catch (final ExecutionException e) {
      throw new AssertionError("a batch lands, whatever happens to its rows", e);
    } finally {
      slab.release();
    }
  }

  /**
   * Every JDK has a short text file at its root; where it was taken out, a temporary file serves.
   */
  private static Path knownFile() throws IOException {
    final Path release = Path.of(System.getProperty("java.home"), "release");
    if (Files.isRegularFile(release) && Files.isReadable(release) && Files.size(release) > 0) {
      return release;
    }
    final Path file = Files.createTempFile("uring-probe", ".txt");
    file.toFile().deleteOnExit();
    return Files.writeString(file, "io_uring reads this back");
  }

  private static FileTable table(final Path file) throws IOException {
    final FileTable.Builder builder = FileTable.builder();
    builder.addPath(
        RawPath.bytes(file),
        Files.size(file),
        Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS),
        false);
    return builder.build();
  }
}
