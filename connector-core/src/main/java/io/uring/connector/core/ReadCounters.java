package io.uring.connector.core;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What was done, in numbers that only grow. A scan counts for itself and, at the same time, for the
 * JVM. Safe on any thread.
 */
public final class ReadCounters {
  /** What is counted. */
  public enum Counter {
    /** Requests whose bytes were read whole. */
    FILES,
    /** Bytes of those requests. */
    BYTES,
    /** Requests handed to the kernel through a ring (SQEs). */
    SUBMISSIONS,
    /** Calls of {@code io_uring_enter}. */
    ENTERS,
    /** Reads in flight on a ring at each of those calls, added up. */
    DEPTHS,
    /** Reads that brought fewer bytes than asked for and went on. */
    SHORT_READS,
    /** Steps that were tried again after {@code EAGAIN} or {@code EINTR}. */
    RETRIES,
    /** Requests left out because a policy says so. */
    SKIPPED,
    /** Requests whose row has no content because a policy says so. */
    FAILED,
    /** Nanoseconds that consumers waited for a batch, or read it themselves. */
    WAIT_NANOS,
    /** Batches handed out. */
    BATCHES,
    /** Requests read with blocking calls since a ring may read their file system wrong. */
    BLOCKING,
    /**
     * Requests that the file system would not read around the page cache, and that went through.
     */
    DIRECT_REFUSED,
    /** Requests whose bytes stayed in the page cache because nothing here can drop them. */
    DROP_REFUSED,
    /** Bytes that are kept from use for ever because the kernel may still write to them. */
    QUARANTINED_BYTES
  }

  private static final ReadCounters JVM = new ReadCounters(null);

  private final LongAdder[] adders = new LongAdder[Counter.values().length];
  private final @Nullable ReadCounters parent;

  private ReadCounters(final @Nullable ReadCounters parent) {
    this.parent = parent;
    for (int i = 0; i < adders.length; i++) {
      adders[i] = new LongAdder();
    }
  }

  /**
   * Counters of one scan, which count for the JVM as well.
   *
   * @return all zero
   */
  public static ReadCounters create() {
    return new ReadCounters(JVM);
  }

  /**
   * Counters that nothing else counts with: for what is no scan.
   *
   * @return all zero
   */
  public static ReadCounters apart() {
    return new ReadCounters(null);
  }

  /**
   * The sums over all scans of this JVM (of this class loader).
   *
   * @return the one instance
   */
  public static ReadCounters jvm() {
    return JVM;
  }

  /**
   * Adds to a counter.
   *
   * @param counter which
   * @param count how many, not negative
   */
  public void add(final Counter counter, final long count) {
    if (count != 0) {
      adders[counter.ordinal()].add(count);
      if (parent != null) {
        parent.add(counter, count);
      }
    }
  }

  /**
   * Reads a counter.
   *
   * @param counter which
   * @return the sum so far
   */
  public long sum(final Counter counter) {
    return adders[counter.ordinal()].sum();
  }

  /**
   * How many reads a ring had in flight, on average over its calls of {@code io_uring_enter}.
   *
   * @return 0 where no ring has read
   */
  public double meanDepth() {
    final long enters = sum(Counter.ENTERS);
    return enters == 0 ? 0 : (double) sum(Counter.DEPTHS) / enters;
  }

  @Override
  public String toString() {
    final StringBuilder text = new StringBuilder();
    for (final Counter counter : Counter.values()) {
      text.append(text.length() == 0 ? "" : ", ").append(counter).append('=').append(sum(counter));
    }
    return text.toString();
  }
}
