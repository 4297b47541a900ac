package io.uring.connector.core.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The slabs of a JVM and the budget over them. Slabs in use, slabs kept for use again and slabs in
 * quarantine together never exceed the limit of whoever asks. The slab that came back last is
 * handed out first, because its pages are still in the processor's cache. Safe on any thread.
 */
public final class SlabPool {
  private static final SlabPool JVM = new SlabPool(60);

  private final ReentrantLock lock = new ReentrantLock();
  private final KeptSlabs kept = new KeptSlabs();
  private final Budget budget = new Budget();
  private final Waiters waiters;
  private final List<Slab> quarantine = new ArrayList<>();
  private long peak;

  /** A pool in which a wait that cannot end fails after so many seconds. */
  SlabPool(final long hopelessSeconds) {
    waiters = new Waiters(budget, lock.newCondition(), hopelessSeconds);
  }

  /**
   * The pool of this JVM (of this class loader).
   *
   * @return the one instance
   */
  public static SlabPool jvm() {
    return JVM;
  }

  /**
   * The budget where none is set: half of what the JVM allows for direct memory.
   *
   * @return bytes
   */
  public static long defaultBudget() {
    return DirectMemory.limit() / 2;
  }

  /**
   * Opens a reader's access.
   *
   * @param budget off-heap bytes that all readers of the JVM may hold when this one asks for more;
   *     0 for {@link #defaultBudget()}
   * @return a lease to be closed
   */
  public SlabLease lease(final long budget) {
    final SlabLease lease = new SlabLease(this, budget == 0 ? defaultBudget() : budget);
    lock.lock();
    try {
      this.budget.open(lease);
    } finally {
      lock.unlock();
    }
    return lease;
  }

  /**
   * Bytes in use and in quarantine.
   *
   * @return bytes
   */
  public long heldBytes() {
    lock.lock();
    try {
      return budget.spent();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Bytes that no reader holds but that are kept to be used again.
   *
   * @return bytes
   */
  public long keptBytes() {
    lock.lock();
    try {
      return kept.bytes();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The most that {@link #heldBytes()} and {@link #keptBytes()} have been together.
   *
   * @return bytes
   */
  public long peakBytes() {
    lock.lock();
    try {
      return peak;
    } finally {
      lock.unlock();
    }
  }

  /** Gives all memory that no reader holds back to the JVM. */
  public void trim() {
    lock.lock();
    try {
      kept.evict(0);
    } finally {
      lock.unlock();
    }
  }

  @Nullable Slab tryAcquire(final SlabLease lease, final int bytes) {
    final int capacity = KeptSlabs.capacity(bytes);
    final Slab slab;
    lock.lock();
    try {
      // Reading ahead leaves half of the budget to batches that somebody waits for: one thread may
      // walk two readers in turn.
      if (!waiters.isFirst(lease) || budget.spent() + capacity > lease.limit() / 2) {
        return null;
      }
      slab = take(lease, capacity);
    } finally {
      lock.unlock();
    }
    return slab == null ? allocate(lease, capacity) : slab;
  }

  Slab acquire(final SlabLease lease, final int bytes) throws InterruptedException {
    final int capacity = KeptSlabs.capacity(bytes);
    final Slab slab;
    lock.lockInterruptibly();
    try {
      if (!budget.canEverFit(lease, capacity)) {
        throw budget.noRoom(lease, capacity, "a batch must fit into it");
      }
      waiters.await(lease, capacity);
      slab = take(lease, capacity);
    } finally {
      lock.unlock();
    }
    return slab == null ? allocate(lease, capacity) : slab;
  }

  void giveBack(final Slab slab, final SlabLease lease) {
    lock.lock();
    try {
      budget.giveBack(lease, slab.capacity());
      kept.add(slab);
      waiters.wake();
    } finally {
      lock.unlock();
    }
  }

  void quarantine(final Slab slab, final SlabLease lease) {
    lock.lock();
    try {
      budget.quarantine(lease, slab.capacity());
      quarantine.add(slab);
    } finally {
      lock.unlock();
    }
  }

  long heldBytes(final SlabLease lease) {
    lock.lock();
    try {
      return lease.held;
    } finally {
      lock.unlock();
    }
  }

  void close(final SlabLease lease) {
    lock.lock();
    try {
      budget.close(lease);
      waiters.wake();
    } finally {
      lock.unlock();
    }
  }

  /** Counts a slab as the reader's: one that was kept, or null where it is to be allocated. */
  private @Nullable Slab take(final SlabLease lease, final int capacity) {
    budget.take(lease, capacity);
    final Slab slab = kept.take(capacity);
    // Others with a larger budget may have left more behind than this one allows.
    kept.evict(budget.left(lease));
    peak = Math.max(peak, budget.spent() + kept.bytes());
    if (slab != null) {
      slab.lend(lease);
    }
    return slab;
  }

  /** Allocates what has been counted, outside the lock: the JVM clears the memory first. */
  private Slab allocate(final SlabLease lease, final int capacity) {
    Slab slab = null;
    try {
      slab = new Slab(this, lease, capacity);
      slab.lend(lease);
      return slab;
    } catch (final OutOfMemoryError e) {
      final IllegalStateException failure =
          new IllegalStateException(
              "the JVM has no "
                  + capacity
                  + " bytes of direct memory left: raise -XX:MaxDirectMemorySize, or lower the"
                  + " option memoryBudget",
              e);
      throw failure;
    } finally {
      if (slab == null) {
        lock.lock();
        try {
          budget.giveBack(lease, capacity);
          waiters.wake();
        } finally {
          lock.unlock();
        }
      }
    }
  }
}
