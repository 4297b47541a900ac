package io.uring.connector.core.testing;

import io.uring.connector.core.memory.Slab;
import io.uring.connector.core.memory.SlabLease;
import io.uring.connector.core.memory.SlabPool;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes the slabs that came back last, fills them and looks some milliseconds later whether
 * somebody has written to them: what a read does that was still in flight when its slab came back.
 */
public final class Canaries implements AutoCloseable {
  private static final int MOST = 8;
  private static final long WATCHED = TimeUnit.MILLISECONDS.toNanos(3);

  private final int capacity;
  private final byte[] pattern;
  private final Thread thread = new Thread(this::watch, "canaries");
  private volatile boolean ending;
  private volatile long watched;
  private volatile Throwable failure;

  /**
   * Begins to watch.
   *
   * @param capacity of the slabs, as readers ask for it
   */
  public Canaries(int capacity) {
    this.capacity = capacity;
    pattern = new byte[capacity];
    Arrays.fill(pattern, (byte) 0xA5);
    thread.start();
  }

  /** How many slabs have been filled and found untouched. */
  public long watched() {
    return watched;
  }

  /** Ends, and fails if a slab was written to. */
  @Override
  public void close() {
    ending = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (failure != null) {
      throw new AssertionError(failure);
    }
  }

  private void watch() {
    Deque<Slab> slabs = new ArrayDeque<>();
    try (SlabLease lease = SlabPool.jvm().lease(Long.MAX_VALUE)) {
      while (!ending) {
        while (slabs.size() < MOST) {
          Slab slab = lease.acquire(capacity);
          slab.buffer().duplicate().put(0, pattern);
          slabs.push(slab);
        }
        LockSupport.parkNanos(WATCHED);
        while (!slabs.isEmpty()) {
          Slab slab = slabs.pop();
          int at = slab.buffer().slice(0, capacity).mismatch(ByteBuffer.wrap(pattern));
          slab.release();
          if (at >= 0) {
            throw new AssertionError("a slab was written to after it came back: position=" + at);
          }
          watched++;
        }
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      failure = e;
    } finally {
      slabs.forEach(Slab::release);
    }
  }
}
