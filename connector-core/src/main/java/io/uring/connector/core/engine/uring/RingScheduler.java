package io.uring.connector.core.engine.uring;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.engine.DrainEvent;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings batches through a ring. For one thread at a time.
 *
 * <p>Rows begin in the order in which they came, as many as the queue depth allows, and go to the
 * kernel with one call per burst. While fewer are in flight, a wait in the kernel is kept short,
 * because nothing but its end lets the waiting thread see a new batch.
 */
final class RingScheduler {
  private static final Logger LOG = LoggerFactory.getLogger(RingScheduler.class);

  /**
   * Files that go to the kernel with one call. Cached ones complete within it, and their bytes are
   * still in the processor's cache when the next burst begins: 16 measures a tenth faster than 64,
   * and 4 a tenth slower.
   */
  private static final int BURST = 16;

  private static final long WAIT_FOR_COMPLETIONS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long WAIT_FOR_BATCHES = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long TICK = TimeUnit.SECONDS.toNanos(1);
  private static final long DRAIN_DEADLINE = TimeUnit.SECONDS.toNanos(10);

  /** Calls in a row that the kernel may refuse for want of memory before the ring is given up. */
  private static final int MOST_REFUSALS = 1000;

  private final Ring ring;
  private final FileReads reads;
  private final BiConsumer<BatchRead, BitSet> blocking;
  private final ArrayDeque<RingBatch> batches = new ArrayDeque<>();
  private final SubmitEvent submitEvent = new SubmitEvent();
  private @Nullable FileTable unsafeFiles;
  private @Nullable ReadCounters current;
  private long lastTick = System.nanoTime();

  /**
   * Opens a ring.
   *
   * @param depth files or pieces in flight
   * @param blocking reads the rows of a batch that are not in a set with blocking calls
   */
  RingScheduler(
      final NativeCalls calls, final int depth, final BiConsumer<BatchRead, BitSet> blocking)
      throws UringUnavailableException {
    this.blocking = blocking;
    // A read has an open, itself, advice and their cancellations to submit at the most before the
    // next call, and there are a few that belong to no read.
    ring = Ring.open(calls, 5 * depth + 8, RowFiles.slots(depth));
    FileReads made = null;
    try {
      made = new FileReads(ring, calls, depth, this::handOver);
    } finally {
      if (made == null) {
        ring.close();
      }
    }
    reads = made;
  }

  void add(final BatchRead batch) {
    if (batch.files() == unsafeFiles) {
      blocking.accept(batch, new BitSet());
    } else {
      batches.addLast(reads.batch(batch));
    }
  }

  /** Whether anything is in flight or has not begun. */
  boolean hasWork() {
    return isWaiting() || reads.hasMorePieces() || !batches.isEmpty();
  }

  /** Whether reads are in flight, which the last call did not complete at once. */
  boolean isWaiting() {
    return reads.inFlight() > 0;
  }

  /**
   * Begins a burst of rows and takes completions.
   *
   * @param waits whether to wait a while for completions where no further burst could begin now
   */
  void advance(final boolean waits) {
    fill();
    if (!isWaiting()) {
      return;
    }
    if (!waits) {
      enterOnce(0, 0);
    } else if (!reads.hasRoom()) {
      enter(reads.inFlight() / 4, WAIT_FOR_COMPLETIONS);
    } else if (batches.isEmpty()) {
      enter(reads.inFlight() / 4, WAIT_FOR_BATCHES);
    } else {
      // The burst was full: nothing to wait for before the next one.
      enter(0, 0);
    }
  }

  /** An idle ring must not keep deleted files alive on the disk. Only when there is no work. */
  void closeFiles() {
    reads.closeFiles();
  }

  /**
   * Cancels what has not begun, waits for what is in flight, lands all batches and closes the ring.
   * Memory of reads that miss the deadline is quarantined.
   */
  void drainAndClose() {
    boolean drained = false;
    try {
      drained = drain();
    } catch (final RuntimeException | Error e) {
      LOG.error("a ring failed while it was drained", e);
      reads.cancelAll();
      drained = !isWaiting();
    } finally {
      end(drained);
    }
  }

  /** The same after a failure: nothing more is asked of the kernel. */
  void abandon() {
    reads.cancelAll();
    end(!isWaiting());
  }

  private void end(final boolean drained) {
    if (drained) {
      reads.abandon();
      ring.close();
    } else {
      // The ring stays mapped: the kernel may still write to it as well.
      LOG.error("{} reads were not drained; their memory is quarantined", reads.inFlight());
      reads.quarantine();
      reads.abandon();
    }
    for (RingBatch batch = batches.pollFirst(); batch != null; batch = batches.pollFirst()) {
      batch.abandon();
    }
  }

  /** Whether all completions have been seen within the deadline. */
  private boolean drain() {
    final DrainEvent event = new DrainEvent();
    event.begin();
    final int inFlight = reads.inFlight();
    for (RingBatch batch = batches.pollFirst(); batch != null; batch = batches.pollFirst()) {
      batch.read.cancel();
      while (batch.hasNext()) {
        reads.begin(batch);
      }
    }
    reads.cancelAll();
    if (isWaiting()) {
      Sqe.prepareCancelAll(ring.sqes(), ring.nextEntry(), PieceReads.NO_READ);
    }
    final long deadline = System.nanoTime() + DRAIN_DEADLINE;
    while (isWaiting() && System.nanoTime() < deadline) {
      enter(1, WAIT_FOR_COMPLETIONS);
    }
    event.drained("uring", inFlight, reads.inFlight());
    return !isWaiting();
  }

  /** What comes from the same files afterwards is not tried again. */
  private void handOver(final RingBatch batch) {
    unsafeFiles = batch.read.files();
    blocking.accept(batch.read, batch.reported());
  }

  private void fill() {
    reads.continueLarge();
    int burst = BURST;
    while (burst > 0 && !batches.isEmpty() && reads.hasRoom()) {
      final RingBatch batch = batches.getFirst();
      final ReadCounters counters = batch.read.counters();
      int submissions = 0;
      while (batch.hasNext() && burst > 0 && reads.hasRoom()) {
        submissions += reads.begin(batch);
        burst--;
      }
      counters.add(Counter.SUBMISSIONS, submissions);
      current = counters;
      if (!batch.hasNext()) {
        batches.removeFirst();
      }
    }
  }

  private void enter(final int completions, final long longestWait) {
    final int minComplete = longestWait == 0 ? 0 : Math.max(1, completions);
    int result = enterOnce(minComplete, longestWait);
    for (int refusals = 0; isRefusal(result); refusals++) {
      if (refusals == MOST_REFUSALS) {
        throw failed(result);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      result = enterOnce(minComplete, longestWait);
    }
  }

  /** The kernel's answer, unless that is a failure of the ring. */
  private int enterOnce(final int minComplete, final long longestWait) {
    final int depthNow = reads.inFlight();
    submitEvent.begin();
    final int result = ring.enter(minComplete, longestWait);
    submitEvent.returned(result, depthNow, minComplete);
    if (current != null) {
      current.add(Counter.ENTERS, 1);
      current.add(Counter.DEPTHS, depthNow);
    }
    if (ring.pending() > 0) {
      // Before any completion is seen: one of them may be that of a chain that was torn apart.
      reads.mendSplitChain();
    }
    reap();
    reads.submitted();
    tick();
    if (result < 0 && result != -Errno.ETIME && result != -Errno.EINTR && !isRefusal(result)) {
      throw failed(result);
    }
    return result;
  }

  /** What the kernel says when it is short of memory, or has completions to be taken first. */
  private static boolean isRefusal(final int result) {
    return result == -Errno.EAGAIN || result == -Errno.EBUSY || result == -Errno.ENOMEM;
  }

  private static IllegalStateException failed(final int result) {
    return new IllegalStateException("io_uring_enter failed: errno=" + Errno.describe(-result));
  }

  private void tick() {
    final long now = System.nanoTime();
    if (now - lastTick > TICK) {
      lastTick = now;
      reads.tick();
    }
  }

  private void reap() {
    int completion = ring.firstCompletion();
    final int end = ring.endOfCompletions();
    while (completion != end) {
      final long userData = ring.userData(completion);
      final int result = ring.result(completion);
      completion++;
      reads.completed(userData, result);
    }
    ring.taken(end);
  }
}
