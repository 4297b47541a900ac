package io.uring.connector.core.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * Readers that wait until others give memory back: first come, first served, so that a large
 * request is not starved by many small ones; but who set a smaller budget does not hold up those
 * with a larger one. Guarded by the pool's lock.
 */
final class Waiters {
  private final Deque<SlabLease> queue = new ArrayDeque<>();
  private final Budget budget;
  private final Condition changed;
  private final long hopelessSeconds;

  /** A wait during which nothing can come back fails after so many seconds. */
  Waiters(final Budget budget, final Condition changed, final long hopelessSeconds) {
    this.budget = budget;
    this.changed = changed;
    this.hopelessSeconds = hopelessSeconds;
  }

  /** Whether nobody has to be served before this reader. */
  boolean isFirst(final SlabLease lease) {
    for (final SlabLease waiter : queue) {
      if (waiter == lease) {
        return true;
      }
      if (waiter.limit() >= lease.limit()) {
        return false;
      }
    }
    return true;
  }

  /** Returns when it is this reader's turn and there is room. */
  void await(final SlabLease lease, final int bytes) throws InterruptedException {
    if (isItsTurn(lease, bytes)) {
      return;
    }
    queue.addLast(lease);
    lease.waiting = true;
    try {
      long hopelessSince = 0;
      long usedThen = -1;
      while (!isItsTurn(lease, bytes)) {
        changed.await(200, TimeUnit.MILLISECONDS);
        if (lease.closed) {
          throw new IllegalStateException("the reader is closed");
        }
        final long now = System.nanoTime();
        if (budget.inUse() != usedThen || !budget.everyHolderWaits()) {
          usedThen = budget.inUse();
          hopelessSince = now;
        } else if (now - hopelessSince > TimeUnit.SECONDS.toNanos(hopelessSeconds)) {
          throw budget.noRoom(lease, bytes, "batches are kept open while more are asked for");
        }
      }
    } finally {
      lease.waiting = false;
      queue.remove(lease);
      wake();
    }
  }

  /** Has everybody look again. */
  void wake() {
    changed.signalAll();
  }

  private boolean isItsTurn(final SlabLease lease, final int bytes) {
    return isFirst(lease) && bytes <= budget.left(lease);
  }
}
