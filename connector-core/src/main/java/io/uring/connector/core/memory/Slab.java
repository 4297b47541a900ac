package io.uring.connector.core.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A page-aligned piece of direct memory, counted by reference. Holding and releasing are safe on
 * any thread; writing is not: first the engine writes, then everybody reads.
 */
public final class Slab {
  /** What a slab's address and its size are multiples of. */
  public static final int PAGE = 4096;

  /** The most bytes that a slab can have: an array's length, less the room to align it. */
  public static final int LARGEST = Integer.MAX_VALUE - 2 * PAGE + 1;

  private final ByteBuffer root;
  private final ByteBuffer buffer;
  private final SlabPool pool;
  private final AtomicInteger holders = new AtomicInteger();
  private final AtomicBoolean quarantined = new AtomicBoolean();
  private SlabLease lease;

  Slab(final SlabPool pool, final SlabLease lease, final int capacity) {
    this.pool = pool;
    this.lease = lease;
    root = ByteBuffer.allocateDirect(capacity + PAGE);
    buffer = root.alignedSlice(PAGE).slice(0, capacity).order(ByteOrder.nativeOrder());
  }

  /**
   * The memory.
   *
   * @return position 0, limit {@link #capacity()}; shared, so duplicate it before moving its
   *     position
   */
  public ByteBuffer buffer() {
    return buffer;
  }

  /**
   * The size.
   *
   * @return bytes, a multiple of {@link #PAGE}
   */
  public int capacity() {
    return buffer.capacity();
  }

  /** Adds a holder. Whoever calls this must be a holder already. */
  public void retain() {
    if (holders.getAndIncrement() <= 0) {
      holders.decrementAndGet();
      throw new IllegalStateException("slab has been released");
    }
  }

  /** Ends one hold; the last one gives the slab back to the pool. */
  public void release() {
    final int left = holders.decrementAndGet();
    if (left < 0) {
      throw new IllegalStateException("slab has been released more often than retained");
    }
    if (left == 0) {
      pool.giveBack(this, lease);
    }
  }

  /**
   * Keeps the slab from use for ever, because the kernel may still write to it: it never goes back
   * to the pool, whoever releases it, and stays counted against the budget. For a holder.
   *
   * @return false where it had been quarantined before
   */
  public boolean quarantine() {
    if (!quarantined.compareAndSet(false, true)) {
      return false;
    }
    retain();
    pool.quarantine(this, lease);
    return true;
  }

  void lend(final SlabLease to) {
    lease = to;
    holders.set(1);
  }

  /** Gives the memory back to the JVM at once: nobody may hold it. */
  void free() {
    DirectMemory.free(root);
  }
}
