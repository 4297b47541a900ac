package io.uring.connector.core.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The slabs of a JVM and the budget over them. Slabs in use, slabs kept for use again and slabs in
 * quarantine together never exceed the limit of whoever asks. The slab that came back last is
 * handed out first, because its pages are still in the processor's cache. Safe on any thread.
 */
public final class SlabPool {
  private static final SlabPool JVM = new SlabPool(60);

  /** Larger slabs than this are rarely wanted again in the same size: they are not kept. */
  private static final int LARGEST_KEPT = 64 << 20;

  private static final int LEAST = 1 << 16;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Slab> free = new ArrayDeque<>();
  private final Deque<SlabLease> waiters = new ArrayDeque<>();
  private final Set<SlabLease> leases = new HashSet<>();
  private final List<Slab> quarantine = new ArrayList<>();
  private final long hopelessSeconds;
  private long held;
  private long kept;
  private long quarantined;
  private long peak;

  SlabPool(final long hopelessSeconds) {
    this.hopelessSeconds = hopelessSeconds;
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
      leases.add(lease);
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
      return held + quarantined;
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
      return kept;
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
      evict(0);
    } finally {
      lock.unlock();
    }
  }

  @Nullable Slab tryAcquire(final SlabLease lease, final int bytes) {
    final int capacity = capacity(bytes);
    lock.lock();
    try {
      // Reading ahead leaves half of the budget to batches that somebody waits for: one thread may
      // walk two readers in turn.
      if (!isFirst(lease) || held + quarantined + capacity > lease.limit() / 2) {
        return null;
      }
      final Slab slab = takeKept(lease, capacity);
      if (slab != null) {
        return slab;
      }
      reserve(lease, capacity);
    } finally {
      lock.unlock();
    }
    return allocate(lease, capacity);
  }

  Slab acquire(final SlabLease lease, final int bytes) throws InterruptedException {
    final int capacity = capacity(bytes);
    lock.lockInterruptibly();
    try {
      if (capacity > lease.limit() - quarantined) {
        throw noRoom(lease, capacity, "a batch must fit into it");
      }
      if (!isFirst(lease) || !fits(lease, capacity)) {
        await(lease, capacity);
      }
      final Slab slab = takeKept(lease, capacity);
      if (slab != null) {
        return slab;
      }
      reserve(lease, capacity);
    } finally {
      lock.unlock();
    }
    return allocate(lease, capacity);
  }

  void giveBack(final Slab slab, final SlabLease lease) {
    lock.lock();
    try {
      held -= slab.capacity();
      lease.held -= slab.capacity();
      forget(lease);
      if (slab.capacity() <= LARGEST_KEPT) {
        kept += slab.capacity();
        free.push(slab);
      } else {
        slab.free();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void quarantine(final Slab slab, final SlabLease lease) {
    lock.lock();
    try {
      held -= slab.capacity();
      lease.held -= slab.capacity();
      forget(lease);
      quarantined += slab.capacity();
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
      lease.closed = true;
      forget(lease);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A lease is remembered while it can still ask for slabs or give some back. */
  private void forget(final SlabLease lease) {
    if (lease.closed && lease.held == 0) {
      leases.remove(lease);
    }
  }

  /**
   * First come, first served, so that a large request is not starved by many small ones; but who
   * set a smaller budget does not hold up those with a larger one.
   */
  private boolean isFirst(final SlabLease lease) {
    for (final SlabLease waiter : waiters) {
      if (waiter == lease) {
        return true;
      }
      if (waiter.limit() >= lease.limit()) {
        return false;
      }
    }
    return true;
  }

  private void await(final SlabLease lease, final int capacity) throws InterruptedException {
    waiters.addLast(lease);
    lease.waiting = true;
    try {
      long hopelessSince = 0;
      long heldThen = -1;
      while (!isFirst(lease) || !fits(lease, capacity)) {
        changed.await(200, TimeUnit.MILLISECONDS);
        if (lease.closed) {
          throw new IllegalStateException("the reader is closed");
        }
        final long now = System.nanoTime();
        if (held != heldThen || !everyHolderWaits()) {
          heldThen = held;
          hopelessSince = now;
        } else if (now - hopelessSince > TimeUnit.SECONDS.toNanos(hopelessSeconds)) {
          throw noRoom(lease, capacity, "batches are kept open while more are asked for");
        }
      }
    } finally {
      lease.waiting = false;
      waiters.remove(lease);
      changed.signalAll();
    }
  }

  private boolean everyHolderWaits() {
    for (final SlabLease lease : leases) {
      if (lease.held > 0 && !lease.waiting) {
        return false;
      }
    }
    return true;
  }

  private boolean fits(final SlabLease lease, final int capacity) {
    return held + quarantined + capacity <= lease.limit();
  }

  private @Nullable Slab takeKept(final SlabLease lease, final int capacity) {
    for (final Iterator<Slab> slabs = free.iterator(); slabs.hasNext(); ) {
      final Slab slab = slabs.next();
      if (slab.capacity() == capacity) {
        slabs.remove();
        kept -= capacity;
        held += capacity;
        lease.held += capacity;
        slab.lend(lease);
        // Others with a larger budget may have left more behind than this one allows.
        evict(lease.limit() - held - quarantined);
        return slab;
      }
    }
    return null;
  }

  private void reserve(final SlabLease lease, final int capacity) {
    evict(lease.limit() - held - quarantined - capacity);
    held += capacity;
    lease.held += capacity;
    peak = Math.max(peak, held + kept + quarantined);
  }

  private void evict(final long keepAtMost) {
    while (kept > keepAtMost && !free.isEmpty()) {
      final Slab oldest = free.removeLast();
      kept -= oldest.capacity();
      oldest.free();
    }
  }

  /** Allocates what has been reserved, outside the lock: the JVM clears the memory first. */
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
          held -= capacity;
          lease.held -= capacity;
          forget(lease);
          changed.signalAll();
        } finally {
          lock.unlock();
        }
      }
    }
  }

  private IllegalStateException noRoom(
      final SlabLease lease, final int capacity, final String why) {
    return new IllegalStateException(
        "option memoryBudget="
            + lease.limit()
            + " has no room for "
            + capacity
            + " bytes ("
            + held
            + " in use, "
            + quarantined
            + " in quarantine): "
            + why
            + "; raise memoryBudget (and -XX:MaxDirectMemorySize), lower batchBytes, or run fewer"
            + " tasks at once");
  }

  /**
   * Classes of size, so that batches of about one size share slabs: eight between a power of two
   * and the next, none below 64 KiB; whole 64 KiB where slabs are not kept anyway.
   */
  static int capacity(final int bytes) {
    final int step =
        bytes > LARGEST_KEPT ? LEAST : Math.max(LEAST, Integer.highestOneBit(bytes) >>> 3);
    final long rounded = ((long) bytes + step - 1) / step * step;
    return (int) Math.max(LEAST, Math.min(rounded, Slab.LARGEST));
  }
}
