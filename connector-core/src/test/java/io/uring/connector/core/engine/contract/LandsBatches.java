package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.engine.ReadEngine;
import io.uring.connector.core.memory.Slab;
import io.uring.connector.core.memory.SlabLease;
import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine by itself: every batch lands, and the slab is nobody else's from then on. */
interface LandsBatches extends EngineUnderTest {
  @Test
  default void shouldLandEveryBatchWhenClosed(@TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    System.out.println(name() + " is closed with reads in flight, seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    RequestList large = TestFiles.whole(TestFiles.writeMany(folder, 3, 6 << 20));
    for (int round = 0; round < 25; round++) {
      ReadEngine engine = openEngine(1 + round % 2, 1 + random.nextInt(16));
      List<BatchRead> batches = new ArrayList<>();
      try (SlabLease lease = SlabPool.jvm().lease(0)) {
        for (int i = 0; i < 3; i++) {
          batches.add(submit(engine, large, lease));
        }
        LockSupport.parkNanos(random.nextInt(3_000_000));
        engine.close();
        for (BatchRead batch : batches) {
          batch.whenLanded().get(60, TimeUnit.SECONDS);
          for (int row = 0; row < batch.rows(); row++) {
            wholeOrCanceled(batch, row);
          }
          batch.slab().release();
        }
      }
    }
  }

  @Test
  default void shouldLandABatchThatComesTooLate(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 3, 1000));
    ReadEngine engine = openEngine(1, 4);
    engine.close();
    engine.close();
    try (SlabLease lease = SlabPool.jvm().lease(0)) {
      BatchRead batch = submit(engine, requests, lease);
      batch.whenLanded().get(60, TimeUnit.SECONDS);
      for (int row = 0; row < 3; row++) {
        assertThat(batch.failure(row).errno()).isEqualTo(Errno.ECANCELED);
      }
      batch.slab().release();
    }
  }

  @Test
  default void shouldNotBeginRowsOfACanceledBatch(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 3, 1000));
    try (ReadEngine engine = openEngine(1, 4);
        SlabLease lease = SlabPool.jvm().lease(0)) {
      BatchRead batch = batch(requests, lease);
      batch.cancel();
      engine.submit(batch);
      batch.whenLanded().get(60, TimeUnit.SECONDS);
      assertThat(batch.failure(0).message())
          .isEqualTo(
              "open failed: errno=ECANCELED(125), file="
                  + requests.files().path(0)
                  + ", offset=0, length=1000");
      assertThat(batch.hasFailures()).isTrue();
      batch.slab().release();
    }
  }

  @Test
  default void shouldWriteOnlyWhereRowsLand(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 10, 1001));
    try (ReadEngine engine = openEngine(1, 4);
        SlabLease lease = SlabPool.jvm().lease(0)) {
      BatchRead batch = batch(requests, lease);
      fill(batch.slab());
      engine.submit(batch);
      batch.whenLanded().get(60, TimeUnit.SECONDS);
      assertThat(batch.hasFailures()).isFalse();
      assertPattern(batch.slab(), batch.position(10));
      batch.slab().release();
    }
  }

  @Test
  default void shouldNotWriteAfterLanding(@TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    System.out.println(name() + " must not touch landed slabs, seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 8, 3 << 20));
    List<Slab> landed = new ArrayList<>();
    try (ReadEngine engine = openEngine(1, 8);
        SlabLease lease = SlabPool.jvm().lease(0)) {
      for (int round = 0; round < 8; round++) {
        BatchRead canceled = submit(engine, requests, lease);
        BatchRead other = submit(engine, requests, lease);
        LockSupport.parkNanos(random.nextInt(3_000_000));
        canceled.cancel();
        canceled.whenLanded().get(60, TimeUnit.SECONDS);
        // The slab is ours again: from here on, what we write must stay.
        fill(canceled.slab());
        landed.add(canceled.slab());
        other.whenLanded().get(60, TimeUnit.SECONDS);
        for (int row = 0; row < other.rows(); row++) {
          assertThat(other.failure(row)).isNull();
          wholeOrCanceled(other, row);
        }
        other.slab().release();
      }
      for (Slab slab : landed) {
        assertPattern(slab, 0);
        slab.release();
      }
    }
  }

  private static BatchRead submit(ReadEngine engine, RequestList requests, SlabLease lease)
      throws Exception {
    BatchRead batch = batch(requests, lease);
    engine.submit(batch);
    return batch;
  }

  private static BatchRead batch(RequestList requests, SlabLease lease) throws Exception {
    int bytes = Math.toIntExact(requests.files().totalLength());
    return new BatchRead(
        requests,
        0,
        requests.size(),
        lease.acquire(bytes),
        ReadCounters.create(),
        ReadOptions.builder().build());
  }

  private static void wholeOrCanceled(BatchRead batch, int row) {
    ReadFailure failure = batch.failure(row);
    if (failure == null) {
      byte[] expected = TestFiles.content(batch.file(row), batch.length(row));
      ByteBuffer landed = batch.slab().buffer().slice(batch.position(row), batch.length(row));
      assertThat(Arrays.equals(Scans.bytes(landed), expected)).as("row %s", row).isTrue();
    } else {
      assertThat(failure.errno()).as(failure.message()).isEqualTo(Errno.ECANCELED);
    }
  }

  private static void fill(Slab slab) {
    for (int i = 0; i < slab.capacity(); i += Long.BYTES) {
      slab.buffer().putLong(i, 0x5AA5_C33C_0FF0_9669L);
    }
  }

  private static void assertPattern(Slab slab, int from) {
    for (int i = (from + 7) & ~7; i < slab.capacity(); i += Long.BYTES) {
      if (slab.buffer().getLong(i) != 0x5AA5_C33C_0FF0_9669L) {
        throw new AssertionError("somebody wrote to byte " + i + " of a landed slab");
      }
    }
  }
}
