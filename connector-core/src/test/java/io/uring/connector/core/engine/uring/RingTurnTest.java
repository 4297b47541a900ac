package io.uring.connector.core.engine.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.memory.SlabLease;
import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.core.testing.TestFiles;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A ring that is asked to end while its thread waits for the turn. */
class RingTurnTest {
  @Test
  @Timeout(60)
  void shouldEndThoughItsThreadWasWaitingForTheTurn() throws Exception {
    SimulatedKernel kernel = new SimulatedKernel(new SplittableRandom(1));
    kernel.files.add("/file".getBytes("US-ASCII")).size = 10;
    RingThread ring = new RingThread("ring", () -> kernel, 4, (read, reported) -> {});
    ring.start().get();
    try (SlabLease lease = SlabPool.jvm().lease(1 << 20)) {
      RequestList requests = TestFiles.unseen("/file".getBytes("US-ASCII"), 10);
      BatchRead batch =
          new BatchRead(
              requests,
              0,
              1,
              lease.acquire(10),
              ReadCounters.apart(),
              ReadOptions.builder().build());
      ring.turn.lock();
      try {
        ring.submit(batch);
        while (!ring.turn.hasQueuedThreads()) {
          Thread.sleep(1);
        }
        ring.stop();
        // Until it has woken, seen that it has no turn yet, and waits again.
        TimeUnit.MILLISECONDS.sleep(100);
      } finally {
        ring.turn.unlock();
      }

      Thread joined = new Thread(ring::join, "waits for the ring's end");
      joined.setDaemon(true);
      joined.start();
      joined.join(TimeUnit.SECONDS.toMillis(30));
      assertThat(joined.isAlive()).as("the ring has not ended").isFalse();
      batch.await();
      ReadFailure failure = batch.failure(0);
      assertThat(failure).isNotNull();
      assertThat(failure.errno()).isEqualTo(Errno.ECANCELED);
      batch.slab().release();
    }
    assertThat(kernel.leaks()).isEmpty();
  }
}
