package io.uring.connector.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Many threads at once against the simplest model: a sum, and who holds what. */
class SlabPoolModelTest {
  private static final int THREADS = 8;
  private static final int STEPS = 30_000;
  private static final long BUDGET = 8 << 20;

  private final SlabPool pool = new SlabPool(60);
  private final AtomicLong held = new AtomicLong();
  private final Map<Slab, Integer> holders = new ConcurrentHashMap<>();

  @Test
  void shouldNeverHandOutASlabTwiceNorMoreThanTheBudget() throws Exception {
    long seed = System.nanoTime();
    System.out.println("slab pool against its model, seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int number = i;
        SplittableRandom own = random.split();
        threads.add(
            executor.submit(
                () -> {
                  run(number, own);
                  return null;
                }));
      }
      for (Future<?> thread : threads) {
        thread.get();
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(held).hasValue(0);
    assertThat(pool.heldBytes()).isZero();
    assertThat(pool.keptBytes()).isLessThanOrEqualTo(BUDGET);
    assertThat(pool.peakBytes()).isLessThanOrEqualTo(BUDGET);
  }

  private void run(int number, SplittableRandom random) throws InterruptedException {
    Deque<Slab> mine = new ArrayDeque<>();
    try (SlabLease lease = pool.lease(BUDGET)) {
      for (int step = 0; step < STEPS; step++) {
        if (mine.isEmpty() || random.nextInt(3) == 0) {
          int bytes = 1 + random.nextInt(1 << 19);
          // Who holds something must not wait: all of them waiting is what the pool calls hopeless.
          Slab slab = mine.isEmpty() ? lease.acquire(bytes) : lease.tryAcquire(bytes);
          if (slab != null) {
            assertThat(slab.capacity()).isGreaterThanOrEqualTo(bytes);
            assertThat(holders.put(slab, number)).isNull();
            assertThat(held.addAndGet(slab.capacity())).isLessThanOrEqualTo(BUDGET);
            slab.buffer().putInt(0, number).putInt(slab.capacity() - 4, number);
            mine.add(slab);
          }
        } else {
          release(mine.remove(), number);
        }
      }
      for (Slab slab : mine) {
        release(slab, number);
      }
      assertThat(lease.heldBytes()).isZero();
    }
  }

  private void release(Slab slab, int number) {
    slab.retain();
    slab.release();
    assertThat(slab.buffer().getInt(0)).isEqualTo(number);
    assertThat(slab.buffer().getInt(slab.capacity() - 4)).isEqualTo(number);
    assertThat(holders.remove(slab)).isEqualTo(number);
    held.addAndGet(-slab.capacity());
    slab.release();
  }
}
