package io.uring.connector.core.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Slabs that nobody holds, kept to be used again: the one that came back last goes out first, the
 * one that has lain here longest is freed first. Guarded by the pool's lock.
 */
final class KeptSlabs {
  /** Larger slabs than this are rarely wanted again in the same size: they are not kept. */
  private static final int LARGEST = 64 << 20;

  private static final int LEAST = 1 << 16;

  private final Deque<Slab> slabs = new ArrayDeque<>();
  private long bytes;

  /**
   * Classes of size, so that batches of about one size share slabs: eight between a power of two
   * and the next, none below 64 KiB; whole 64 KiB where slabs are not kept anyway.
   */
  static int capacity(final int bytes) {
    final int step = bytes > LARGEST ? LEAST : Math.max(LEAST, Integer.highestOneBit(bytes) >>> 3);
    final long rounded = ((long) bytes + step - 1) / step * step;
    return (int) Math.max(LEAST, Math.min(rounded, Slab.LARGEST));
  }

  long bytes() {
    return bytes;
  }

  /** Keeps a slab that nobody holds any more, or frees it. */
  void add(final Slab slab) {
    if (slab.capacity() > LARGEST) {
      slab.free();
    } else {
      bytes += slab.capacity();
      slabs.push(slab);
    }
  }

  /** A slab of just this capacity, or null. */
  @Nullable Slab take(final int capacity) {
    for (final Iterator<Slab> each = slabs.iterator(); each.hasNext(); ) {
      final Slab slab = each.next();
      if (slab.capacity() == capacity) {
        each.remove();
        bytes -= capacity;
        return slab;
      }
    }
    return null;
  }

  /** Frees slabs until there are no more than so many bytes of them. */
  void evict(final long keepAtMost) {
    while (bytes > keepAtMost && !slabs.isEmpty()) {
      final Slab oldest = slabs.removeLast();
      bytes -= oldest.capacity();
      oldest.free();
    }
  }
}
