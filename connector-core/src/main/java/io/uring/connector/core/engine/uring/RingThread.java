package io.uring.connector.core.engine.uring;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.engine.DrainEvent;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that makes, drives, drains and closes a ring. Others only put batches into its
 * queue and wake it.
 *
 * <p>Rows begin in the order in which they came, as many as the queue depth allows, and go to the
 * kernel with one call per burst. While fewer are in flight, a wait in the kernel is kept short,
 * because nothing but its end lets this thread see a new batch.
 */
final class RingThread implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RingThread.class);

  /**
   * Files that go to the kernel with one call. Cached ones complete within it, and their bytes are
   * still in the processor's cache when the next burst begins: 16 measures a tenth faster than 64,
   * and 4 a tenth slower.
   */
  private static final int BURST = 16;

  private static final long WAIT_FOR_COMPLETIONS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long WAIT_FOR_BATCHES = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long TICK = TimeUnit.SECONDS.toNanos(1);
  private static final long IDLE_BEFORE_FILES_CLOSE = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long DRAIN_DEADLINE = TimeUnit.SECONDS.toNanos(10);

  /** Calls in a row that the kernel may refuse for want of memory before the ring is given up. */
  private static final int MOST_REFUSALS = 1000;

  private final Bindings.Source source;
  private final int depth;
  private final BiConsumer<BatchRead, BitSet> blocking;
  private final Thread thread;
  private final Queue<BatchRead> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicLong load = new AtomicLong();
  private final CompletableFuture<String> started = new CompletableFuture<>();
  private volatile boolean stopping;
  private volatile boolean ended;
  private volatile boolean waiting;

  // Of the ring's thread alone.
  private final ArrayDeque<RingBatch> batches = new ArrayDeque<>();
  private @Nullable FileTable unsafeFiles;
  private long lastTick = System.nanoTime();
  private @Nullable ReadCounters current;
  private final SubmitEvent submitEvent = new SubmitEvent();

  /**
   * Describes a ring.
   *
   * @param blocking reads the rows of a batch that are not in a set with blocking calls
   */
  RingThread(
      final String name,
      final Bindings.Source source,
      final int depth,
      final BiConsumer<BatchRead, BitSet> blocking) {
    this.blocking = blocking;
    this.source = source;
    this.depth = depth;
    thread = new Thread(this, name);
    thread.setDaemon(true);
    // It outlives the task whose loader it would inherit.
    thread.setContextClassLoader(RingThread.class.getClassLoader());
  }

  /** Starts the thread; the binding's name when the ring is there, or why there is none. */
  CompletableFuture<String> start() {
    thread.start();
    return started;
  }

  /** Bytes, and a page for each row, that wait or are in flight here. */
  long load() {
    return load.get();
  }

  /** Whether batches that come now can be read. */
  boolean isServing() {
    return !stopping && !ended;
  }

  /** Whether reads were in flight that the last call did not complete at once. */
  boolean isWaiting() {
    return waiting;
  }

  void submit(final BatchRead batch) {
    final long weight = batch.position(batch.rows()) + 4096L * batch.rows();
    load.addAndGet(weight);
    batch.onLanded(() -> load.addAndGet(-weight));
    inbox.add(batch);
    if (ended) {
      refuseInbox();
    } else {
      LockSupport.unpark(thread);
    }
  }

  /** Lets the thread end; {@link #join} waits for it. */
  void stop() {
    stopping = true;
    LockSupport.unpark(thread);
  }

  void join() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (final InterruptedException e) {
        // The ring must be drained, whoever is in a hurry.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    try {
      final NativeCalls calls = source.open();
      // A read has an open, itself, advice and their cancellations to submit at the most before the
      // next call, and there are a few that belong to no read.
      final Ring ring = Ring.open(calls, 5 * depth + 8, FileReads.slots(depth));
      FileReads reads = null;
      try {
        reads = new FileReads(ring, calls, depth, this::handOver);
      } finally {
        if (reads == null) {
          ring.close();
        }
      }
      started.complete(calls.name());
      serve(ring, reads);
    } catch (final UringUnavailableException | RuntimeException | Error e) {
      started.completeExceptionally(e);
    } finally {
      refuseRest();
      ended = true;
      refuseInbox();
    }
  }

  private void serve(final Ring ring, final FileReads reads) {
    boolean drained = false;
    try {
      drive(ring, reads);
      drained = drain(ring, reads);
    } catch (final RuntimeException | Error e) {
      LOG.error("a ring failed; its batches fail with it", e);
      reads.cancelAll();
      drained = reads.inFlight() == 0;
    } finally {
      if (drained) {
        reads.abandon();
        ring.close();
      } else {
        // The ring stays mapped: the kernel may still write to it as well.
        LOG.error("{} reads were not drained; their memory is quarantined", reads.inFlight());
        reads.quarantine();
        reads.abandon();
      }
    }
  }

  private void drive(final Ring ring, final FileReads reads) {
    boolean filesOpen = false;
    while (!stopping) {
      takeInbox(reads);
      fill(reads);
      if (reads.inFlight() > 0) {
        filesOpen = true;
        if (!reads.hasRoom()) {
          enter(ring, reads, reads.inFlight() / 4, WAIT_FOR_COMPLETIONS);
        } else if (batches.isEmpty()) {
          enter(ring, reads, reads.inFlight() / 4, WAIT_FOR_BATCHES);
        } else {
          // The burst was full: nothing to wait for before the next one.
          enter(ring, reads, 0, 0);
        }
      } else if (batches.isEmpty() && inbox.isEmpty()) {
        if (filesOpen) {
          LockSupport.parkNanos(IDLE_BEFORE_FILES_CLOSE);
          if (inbox.isEmpty()) {
            // An idle ring must not keep deleted files alive on the disk.
            reads.closeFiles();
            filesOpen = false;
          }
        } else {
          LockSupport.park(this);
        }
      }
    }
  }

  /** Whether all completions have been seen within the deadline. */
  private boolean drain(final Ring ring, final FileReads reads) {
    final DrainEvent event = new DrainEvent();
    event.begin();
    final int inFlight = reads.inFlight();
    takeInbox(reads);
    for (RingBatch batch = batches.pollFirst(); batch != null; batch = batches.pollFirst()) {
      batch.read.cancel();
      while (batch.hasNext()) {
        reads.begin(batch);
      }
    }
    reads.cancelAll();
    if (reads.inFlight() > 0) {
      Sqe.prepareCancelAll(ring.sqes(), ring.nextEntry(), PieceReads.NO_READ);
    }
    final long deadline = System.nanoTime() + DRAIN_DEADLINE;
    while (reads.inFlight() > 0 && System.nanoTime() < deadline) {
      enter(ring, reads, 1, WAIT_FOR_COMPLETIONS);
    }
    event.drained("uring", inFlight, reads.inFlight());
    return reads.inFlight() == 0;
  }

  private void takeInbox(final FileReads reads) {
    for (BatchRead batch = inbox.poll(); batch != null; batch = inbox.poll()) {
      if (batch.files() == unsafeFiles) {
        blocking.accept(batch, new BitSet());
      } else {
        batches.addLast(reads.batch(batch));
      }
    }
  }

  /** What comes from the same files afterwards is not tried again. */
  private void handOver(final RingBatch batch) {
    unsafeFiles = batch.read.files();
    blocking.accept(batch.read, batch.reported());
  }

  private void fill(final FileReads reads) {
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

  private void enter(
      final Ring ring, final FileReads reads, final int completions, final long longestWait) {
    final int minComplete = longestWait == 0 ? 0 : Math.max(1, completions);
    for (int refusals = 0; ; refusals++) {
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
      reap(ring, reads);
      reads.submitted();
      final boolean waits = reads.inFlight() > 0;
      if (waits != waiting) {
        waiting = waits;
      }
      tick(reads);
      if (result >= 0 || result == -Errno.ETIME || result == -Errno.EINTR) {
        return;
      }
      final boolean passing =
          result == -Errno.EAGAIN || result == -Errno.EBUSY || result == -Errno.ENOMEM;
      if (!passing || refusals == MOST_REFUSALS) {
        throw new IllegalStateException("io_uring_enter failed: errno=" + Errno.describe(-result));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private void tick(final FileReads reads) {
    final long now = System.nanoTime();
    if (now - lastTick > TICK) {
      lastTick = now;
      reads.tick();
    }
  }

  private static void reap(final Ring ring, final FileReads reads) {
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

  private void refuseRest() {
    for (RingBatch batch = batches.pollFirst(); batch != null; batch = batches.pollFirst()) {
      batch.abandon();
    }
  }

  private void refuseInbox() {
    for (BatchRead batch = inbox.poll(); batch != null; batch = inbox.poll()) {
      refuse(batch);
    }
  }

  private static void refuse(final BatchRead batch) {
    for (int row = 0; row < batch.rows(); row++) {
      batch.failed(
          row, ReadFailure.of("open", Errno.ECANCELED, batch.requests().get(batch.request(row))));
    }
  }
}
