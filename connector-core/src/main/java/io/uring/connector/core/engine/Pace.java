package io.uring.connector.core.engine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many threads are to read at once: as many as there are processors while files come from the
 * page cache, where more would only take turns, and more the longer reads wait for a disk. Safe on
 * any thread.
 *
 * <p>{@code processors * (1 + wait / work)} threads keep the processors busy. The ratio is a moving
 * average, slow enough for a thread that had to yield its processor once to change nothing.
 */
final class Pace {
  /** The most that a read from the page cache takes, with a copy at 1 GB/s. */
  private static final long CACHED_NANOS = 50_000;

  /** What it takes mostly, with a copy at 4 GB/s. */
  private static final double WORK_NANOS = 5_000;

  private static final double MOST_WAIT_TO_WORK = 40;
  private static final double WEIGHT = 1.0 / 128;

  private final int least;
  private final int most;

  /** The bits of a double: how many times as long as they work threads wait. */
  private final AtomicLong waitToWork = new AtomicLong();

  Pace(final int most) {
    this.most = most;
    least = Math.min(most, Runtime.getRuntime().availableProcessors());
  }

  /** How many are to read. */
  int readers() {
    return readers(waitToWork.get());
  }

  /** Whether reads wait for more than the page cache. */
  boolean isWaiting() {
    return readers() > least;
  }

  /** A row was read; whether one more is to read now. */
  boolean took(final long nanos, final int bytes) {
    final double work = WORK_NANOS + bytes / 4.0;
    final double ratio =
        nanos < CACHED_NANOS + bytes ? 0 : Math.min(nanos / work - 1, MOST_WAIT_TO_WORK);
    final long bits = waitToWork.get();
    final double before = Double.longBitsToDouble(bits);
    return change(bits, before + (ratio - before) * WEIGHT);
  }

  /** Lets one more read, if there are any; whether it did. */
  boolean quicken() {
    final long bits = waitToWork.get();
    // In the middle between two numbers, so that rounding does not matter.
    return readers(bits) < most && change(bits, (readers(bits) + 1.5) / least - 1);
  }

  private int readers(final long bits) {
    return (int) Math.min(most, least * (1 + Double.longBitsToDouble(bits)));
  }

  /** Where another thread has changed it meanwhile, the next row will do. */
  private boolean change(final long before, final double ratio) {
    final long bits = Double.doubleToRawLongBits(ratio);
    return (bits == before || waitToWork.compareAndSet(before, bits))
        && readers(bits) > readers(before);
  }
}
