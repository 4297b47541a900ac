package io.uring.connector.core.engine.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.CacheUse;
import io.uring.connector.core.DirectIo;
import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.Verify;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.memory.Slab;
import io.uring.connector.core.memory.SlabLease;
import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.core.testing.Randomly;
import io.uring.connector.core.testing.TestFiles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The ring's scheduler against the simplest model there is, a path and its bytes, on a kernel that
 * leaves everything to chance.
 */
class RingModelTest {
  private static final int RUNS = 200;
  private static final int SECONDS = 100;

  @Test
  void shouldReadAsTheModelSays() throws Exception {
    Randomly.run(RUNS, random -> new Run(random).check());
  }

  /** Every call of the setup fails once: nothing is left behind, and what was submitted lands. */
  @Test
  void shouldGiveBackWhatAFailedStartHadTaken() throws Exception {
    for (int failing = 1; failing <= 4; failing++) {
      SimulatedKernel kernel = new SimulatedKernel(new SplittableRandom(failing));
      kernel.failingCall = failing;
      SimulatedFiles.File file = kernel.files.add(new byte[] {'/', 'a'});
      RequestList requests = TestFiles.unseen(new byte[] {'/', 'a'}, file.size);
      RingThread ring = new RingThread("ring-model", () -> kernel, 4, (read, reported) -> {});
      try (SlabLease lease = SlabPool.jvm().lease(1L << 30)) {
        ReadOptions options = ReadOptions.builder().build();
        BatchRead batch =
            new BatchRead(requests, 0, 1, lease.acquire(1), ReadCounters.apart(), options);
        ring.submit(batch);
        assertThatThrownBy(() -> ring.start().get(SECONDS, TimeUnit.SECONDS))
            .hasCauseInstanceOf(UringUnavailableException.class);
        ring.join();
        batch.whenLanded().get(SECONDS, TimeUnit.SECONDS);
        assertThat(batch.failure(0).errno()).isEqualTo(Errno.ECANCELED);
        batch.slab().release();
      }
      assertThat(kernel.violations()).isEmpty();
      assertThat(kernel.leaks()).as("call %s fails", failing).isEmpty();
    }
  }

  /** One ring from its start to its end. */
  private static final class Run {
    private static final byte UNTOUCHED = 0x5A;

    private final SplittableRandom random;
    private final SimulatedKernel kernel;
    private final RingModel model;
    private final ReadCounters counters = ReadCounters.apart();
    private final int depth;
    private final RingThread ring;
    private final List<BatchRead> batches = new ArrayList<>();
    private final List<String> early = Collections.synchronizedList(new ArrayList<>());
    private boolean stopped;

    Run(SplittableRandom random) {
      this.random = random;
      kernel = new SimulatedKernel(random.split());
      depth = 1 + random.nextInt(random.nextBoolean() ? 4 : 64);
      kernel.unknownFlags = random.nextInt(Params.SETUP_LADDER.length + 1);
      // Each costs the ring a slot, of which it has so many to spare.
      kernel.mostSplits = Math.min(depth, 64);
      kernel.dropsCache = random.nextBoolean();
      kernel.chances.immediate = chance(1);
      kernel.chances.shortRead = chance(0.5);
      kernel.chances.again = chance(0.2);
      kernel.chances.refused = chance(0.2);
      kernel.chances.partly = chance(0.2);
      kernel.chances.timeout = chance(0.3);
      kernel.chances.cancelable = chance(1);
      kernel.chances.noOpen = chance(0.5);
      ReadOptions options =
          ReadOptions.builder()
              .verify(any(Verify.values()))
              .cache(any(CacheUse.values()))
              .directIo(any(DirectIo.values()))
              .build();
      model = new RingModel(kernel.files, options, random);
      ring =
          new RingThread(
              "ring-model", () -> kernel, depth, (read, reported) -> early.add("handed over"));
    }

    private double chance(double most) {
      return random.nextBoolean() ? 0 : random.nextDouble() * most;
    }

    private <E> E any(E[] all) {
      return all[random.nextInt(all.length)];
    }

    void check() throws Exception {
      long heldBefore = SlabPool.jvm().heldBytes();
      try (SlabLease lease = SlabPool.jvm().lease(1L << 30)) {
        assertThat(ring.start().get(SECONDS, TimeUnit.SECONDS)).isEqualTo("simulated");
        drive(lease);
        ring.stop();
        ring.join();
        assertThat(kernel.violations()).isEmpty();
        for (BatchRead batch : batches) {
          batch.whenLanded().get(SECONDS, TimeUnit.SECONDS);
          check(batch);
          batch.slab().release();
        }
      }
      assertThat(early).isEmpty();
      assertThat(kernel.inFlight()).isZero();
      assertThat(kernel.leaks()).isEmpty();
      assertThat(ring.load()).isZero();
      assertThat(kernel.mostInFlight()).isLessThanOrEqualTo(depth);
      assertThat(counters.sum(Counter.ENTERS)).isEqualTo(kernel.enters());
      // Advice on files whose last reads have ended is left behind where nothing follows.
      int leftBehind = model.requests.isWholeFiles() ? 0 : depth;
      assertThat(counters.sum(Counter.SUBMISSIONS) - kernel.submissions())
          .isBetween(0L, (long) leftBehind);
      assertThat(counters.sum(Counter.QUARANTINED_BYTES)).isZero();
      assertThat(SlabPool.jvm().heldBytes()).isEqualTo(heldBefore);
    }

    private void drive(SlabLease lease) throws Exception {
      boolean waits = random.nextInt(4) != 0;
      for (int first = 0; first < model.requests.size(); ) {
        int rows = 1 + random.nextInt(Math.min(60, model.requests.size() - first));
        submit(first, rows, lease);
        first += rows;
        switch (random.nextInt(8)) {
          case 0 -> anyBatch().cancel();
          case 1 -> anyBatch().whenLanded().get(SECONDS, TimeUnit.SECONDS);
          case 2 -> Thread.sleep(random.nextInt(8));
          case 3 -> Thread.yield();
          case 4 -> {
            if (random.nextInt(10) == 0) {
              stopped = true;
              ring.stop();
            }
          }
          default -> {}
        }
      }
      for (BatchRead batch : batches) {
        if (waits) {
          batch.whenLanded().get(SECONDS, TimeUnit.SECONDS);
        }
      }
      stopped |= !waits;
    }

    private BatchRead anyBatch() {
      return batches.get(random.nextInt(batches.size()));
    }

    private void submit(int first, int rows, SlabLease lease) throws Exception {
      int bytes = (int) BatchRead.bytes(model.requests, first, rows, model.options);
      Slab slab = lease.acquire(Math.max(1, bytes));
      ByteBuffer memory = slab.buffer();
      BatchRead batch = new BatchRead(model.requests, first, rows, slab, counters, model.options);
      for (int at = 0; at < bytes; at++) {
        memory.put(at, UNTOUCHED);
      }
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < batch.length(row); i++) {
          memory.put(batch.position(row) + i, (byte) ~model.expectedByte(first + row, i));
        }
      }
      kernel.memory.lend(memory);
      batches.add(batch);
      batch.onLanded(
          () -> {
            kernel.memory.takeBack(memory);
            if (kernel.isTarget(memory)) {
              early.add("landed with reads in flight: request " + first);
            }
          });
      if (random.nextBoolean() || !ring.read(batch, 0)) {
        ring.submit(batch);
      }
    }

    private void check(BatchRead batch) {
      int untouchedFrom = 0;
      for (int row = 0; row < batch.rows(); row++) {
        ReadFailure failure = batch.failure(row);
        int request = batch.request(row);
        if (failure != null && failure.errno() == Errno.ECANCELED) {
          assertThat(stopped || batch.isCanceled()).as(failure.message()).isTrue();
        } else {
          assertThat(failure == null ? null : failure.kind())
              .as(() -> model.requests.get(request) + " came to " + failure)
              .isEqualTo(model.expected(request));
        }
        for (int i = 0; failure == null && i < batch.length(row); i++) {
          if (at(batch, batch.position(row) + i) != model.expectedByte(request, i)) {
            throw new AssertionError("wrong byte " + i + " of " + model.requests.get(request));
          }
        }
        boolean blocks = batch.isDirect(row);
        int start = batch.position(row) & (blocks ? -BatchRead.BLOCK : -1);
        checkUntouched(batch, untouchedFrom, start);
        int end = batch.position(row) + batch.length(row);
        untouchedFrom = blocks ? end + BatchRead.BLOCK & -BatchRead.BLOCK : end;
      }
      checkUntouched(
          batch,
          untouchedFrom,
          (int) BatchRead.bytes(model.requests, batch.request(0), batch.rows(), model.options));
    }

    private static void checkUntouched(BatchRead batch, int from, int to) {
      for (int at = from; at < to; at++) {
        assertThat(at(batch, at)).as("byte %s between rows", at).isEqualTo(UNTOUCHED);
      }
    }

    private static byte at(BatchRead batch, int at) {
      return batch.slab().buffer().get(at);
    }
  }
}
