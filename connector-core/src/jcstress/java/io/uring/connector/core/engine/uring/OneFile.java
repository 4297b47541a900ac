package io.uring.connector.core.engine.uring;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.memory.Slab;
import io.uring.connector.core.memory.SlabPool;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A file of no bytes in a simulated kernel, rings that can read it, and batches that ask for it.
 */
final class OneFile {
  /** What a batch that was not heard of for this long has come to: nothing. */
  static final int LOST = -1;

  static final int WHOLE = 0;

  private static final byte[] PATH = "/file".getBytes(StandardCharsets.US_ASCII);
  private static final RequestList REQUESTS = requests();
  private static final Slab SLAB = slab();
  private static final ReadCounters COUNTERS = ReadCounters.apart();
  private static final ReadOptions OPTIONS = ReadOptions.builder().build();

  private OneFile() {}

  static BatchRead batch() {
    return new BatchRead(REQUESTS, 0, 1, SLAB, COUNTERS, OPTIONS);
  }

  /** A ring that has not been started. */
  static RingThread ring() {
    final SimulatedKernel kernel = new SimulatedKernel(new SplittableRandom(1));
    kernel.chances.immediate = 1;
    kernel.files.add(PATH).size = 0;
    return new RingThread("ring-stress", () -> kernel, 1, (read, reported) -> {});
  }

  static RingThread startedRing() {
    final RingThread ring = ring();
    ring.start().join();
    return ring;
  }

  /** Waits for a batch: {@link #WHOLE}, the number of the error it ended with, or {@link #LOST}. */
  static int outcome(final BatchRead batch) {
    try {
      batch.whenLanded().get(10, TimeUnit.SECONDS);
      return batch.failure(0) == null ? WHOLE : batch.failure(0).errno();
    } catch (final TimeoutException e) {
      return LOST;
    } catch (final InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RequestList requests() {
    final FileTable.Builder files = FileTable.builder();
    files.addPath(PATH, 0, 0, false);
    return RequestList.wholeFiles(files.build());
  }

  private static Slab slab() {
    try {
      return SlabPool.jvm().lease(1 << 20).acquire(1);
    } catch (final InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
