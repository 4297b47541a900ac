package io.uring.connector.core.memory;

import org.jspecify.annotations.Nullable;

/**
 * One reader's access to the pool: what it holds is known, so that a wait that cannot end is told
 * from one that can. Safe on any thread.
 */
public final class SlabLease implements AutoCloseable {
  private final SlabPool pool;
  private final long limit;

  /** Guarded by the pool's lock. */
  long held;

  /** Guarded by the pool's lock. */
  boolean waiting;

  /** Guarded by the pool's lock. */
  boolean closed;

  SlabLease(final SlabPool pool, final long limit) {
    this.pool = pool;
    this.limit = limit;
  }

  /**
   * Takes a slab to read ahead, if half of the budget has room for it now and nobody waits for
   * room.
   *
   * @param bytes the least capacity
   * @return a slab that the caller holds, or null
   */
  public @Nullable Slab tryAcquire(final int bytes) {
    return pool.tryAcquire(this, bytes);
  }

  /**
   * Takes a slab, and waits while others hold the memory it needs.
   *
   * @param bytes the least capacity
   * @return a slab that the caller holds
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws NoRoomException if the budget can never have room, or has none and everybody who holds
   *     memory waits for more; says which option to raise
   */
  public Slab acquire(final int bytes) throws InterruptedException {
    return pool.acquire(this, bytes);
  }

  /**
   * What this reader holds now.
   *
   * @return bytes
   */
  public long heldBytes() {
    return pool.heldBytes(this);
  }

  /** Ends the lease. Slabs that are still held come back when they are released. */
  @Override
  public void close() {
    pool.close(this);
  }

  long limit() {
    return limit;
  }
}
