package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.engine.ReadEngine;
import io.uring.connector.core.memory.SlabLease;
import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.core.testing.ColdFiles;
import io.uring.connector.core.testing.TestFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thread that would wait for a batch reads it, as far as it comes from the page cache. */
interface ReadsForItsCaller extends EngineUnderTest {
  @Test
  default void shouldHaveReadCachedFilesOnReturn(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 50, 5000));
    int landed = 0;
    try (ReadEngine engine = openEngine(2, 8);
        SlabLease lease = SlabPool.jvm().lease(0)) {
      for (int round = 0; round < 50; round++) {
        BatchRead batch = batch(requests, lease);
        engine.read(batch);
        landed += batch.hasLanded() ? 1 : 0;
        check(batch, false);
      }
    }
    if (isRing()) {
      // Other load may have driven a page out, or have made a thread wait.
      assertThat(landed).isGreaterThan(25);
    }
  }

  @Test
  default void shouldReadColdFilesThoughTheirReaderEnds(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 20, 200_000));
    ColdFiles cold = ColdFiles.keep(folder);
    try (ReadEngine engine = openEngine(1, 64);
        SlabLease lease = SlabPool.jvm().lease(0)) {
      for (int round = 0; round < 20; round++) {
        BatchRead batch = batch(requests, lease);
        Thread reader = new Thread(() -> engine.read(batch), "reader that ends");
        reader.start();
        check(batch, false);
        reader.join();
      }
    } finally {
      cold.close();
    }
  }

  @Test
  default void shouldReadForManyAtOnce(@TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    System.out.println(name() + " reads for many callers, seed " + seed);
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 8, 300_000));
    SplittableRandom random = new SplittableRandom(seed);
    ExecutorService callers = Executors.newFixedThreadPool(6);
    try (SlabLease lease = SlabPool.jvm().lease(0)) {
      ReadEngine engine = openEngine(2, 4);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        SplittableRandom own = random.split();
        running.add(
            callers.submit(
                () -> {
                  for (int round = 0; round < 60; round++) {
                    BatchRead batch = batch(requests, lease);
                    if (own.nextInt(4) == 0) {
                      engine.submit(batch);
                    } else {
                      engine.read(batch);
                    }
                    check(batch, true);
                  }
                  return null;
                }));
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(100));
      engine.close();
      for (Future<?> caller : running) {
        caller.get(60, TimeUnit.SECONDS);
      }
    } finally {
      callers.shutdownNow();
      assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static BatchRead batch(RequestList requests, SlabLease lease) throws Exception {
    return new BatchRead(
        requests,
        0,
        requests.size(),
        lease.acquire(Math.toIntExact(requests.files().totalLength())),
        ReadCounters.apart(),
        ReadOptions.builder().build());
  }

  private static void check(BatchRead batch, boolean mayBeCanceled) throws Exception {
    batch.whenLanded().get(60, TimeUnit.SECONDS);
    for (int row = 0; row < batch.rows(); row++) {
      ReadFailure failure = batch.failure(row);
      if (failure == null) {
        byte[] expected = TestFiles.content(batch.file(row), batch.length(row));
        ByteBuffer landed = batch.slab().buffer().slice(batch.position(row), batch.length(row));
        assertThat(landed.mismatch(ByteBuffer.wrap(expected))).as("row %s", row).isEqualTo(-1);
      } else {
        assertThat(mayBeCanceled).as(failure.message()).isTrue();
        assertThat(failure.errno()).as(failure.message()).isEqualTo(Errno.ECANCELED);
      }
    }
    batch.slab().release();
  }
}
