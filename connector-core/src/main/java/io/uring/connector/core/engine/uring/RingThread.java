package io.uring.connector.core.engine.uring;

import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.engine.BatchRead;
import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that makes a ring, drives it as long as there is work, drains it and closes it.
 *
 * <p>Others put batches into its inbox and wake it. A task that waits for a batch anyway may take
 * the ring's turn and {@linkplain #read read} that itself, as long as everything comes from the
 * page cache: that saves two changes of threads for each batch, and the bytes stay in the cache of
 * the task's processor. Whatever does not complete at once is left to the ring's own thread.
 */
final class RingThread implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RingThread.class);

  private static final long IDLE_BEFORE_FILES_CLOSE = TimeUnit.MILLISECONDS.toNanos(5);

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

  /** Who holds it drives the ring. */
  final ReentrantLock turn = new ReentrantLock();

  // Changed by who has the turn.
  private @Nullable RingScheduler scheduler;
  private volatile @Nullable Throwable failure;
  private volatile boolean filesOpen;

  /** Whether anybody has had the turn since the ring's thread last came to rest. */
  private volatile boolean used;

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

  /** Bytes, and a page for each row, that wait or are in flight for this thread. */
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

  /**
   * Reads a batch on the calling thread, as far as it comes from the page cache; the ring's thread
   * does the rest.
   *
   * @param patience nanoseconds to wait for the turn
   * @return false where the ring is not free, or waits for a disk: nothing has been done
   */
  boolean read(final BatchRead batch, final long patience) {
    if (waiting || load.get() > 0 || !takeTurn(patience)) {
      return false;
    }
    boolean wake = true;
    try {
      final RingScheduler free = scheduler;
      if (free == null || failure != null || !isServing()) {
        return false;
      }
      wake = !filesOpen;
      filesOpen = true;
      used = true;
      free.add(batch);
      do {
        free.advance(false);
      } while (!free.isWaiting() && free.hasWork());
      waiting = free.isWaiting();
      wake |= waiting;
    } catch (final RuntimeException | Error e) {
      failure = e;
      wake = true;
    } finally {
      turn.unlock();
    }
    if (wake) {
      LockSupport.unpark(thread);
    }
    return true;
  }

  private boolean takeTurn(final long patience) {
    try {
      return turn.tryLock() || (patience > 0 && turn.tryLock(patience, TimeUnit.NANOSECONDS));
    } catch (final InterruptedException e) {
      // It will see so when it waits for the batch.
      Thread.currentThread().interrupt();
      return false;
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
      final RingScheduler made = new RingScheduler(calls, depth, blocking);
      serve(made, calls.name());
    } catch (final UringUnavailableException | RuntimeException | Error e) {
      started.completeExceptionally(e);
    } finally {
      ended = true;
      refuseInbox();
    }
  }

  private void serve(final RingScheduler made, final String binding) {
    turn.lock();
    try {
      scheduler = made;
    } finally {
      turn.unlock();
    }
    started.complete(binding);
    while (!stopping && work(made)) {
      rest();
    }
    turn.lock();
    try {
      // Nobody drives it from here on.
      scheduler = null;
      if (failure == null) {
        takeInbox(made);
        made.drainAndClose();
      } else {
        LOG.error("a ring failed; its batches fail with it", failure);
        made.abandon();
      }
    } finally {
      turn.unlock();
    }
  }

  /** Drives the ring until there is no work; false where the ring has failed. */
  private boolean work(final RingScheduler made) {
    turn.lock();
    try {
      takeInbox(made);
      while (failure == null && !stopping && made.hasWork()) {
        filesOpen = true;
        used = true;
        made.advance(true);
        waiting = made.isWaiting();
        takeInbox(made);
      }
      if (failure == null && !used && !made.hasWork()) {
        made.closeFiles();
        filesOpen = false;
      }
    } catch (final RuntimeException | Error e) {
      failure = e;
    } finally {
      turn.unlock();
    }
    return failure == null;
  }

  /** Waits for work; while files are open, no longer than until nobody has used the ring. */
  private void rest() {
    do {
      used = false;
      if (stopping || !inbox.isEmpty()) {
        // Whoever says so unparks this thread, but it may have been waiting for the turn then.
        return;
      }
      if (filesOpen) {
        LockSupport.parkNanos(this, IDLE_BEFORE_FILES_CLOSE);
      } else {
        LockSupport.park(this);
      }
    } while (used && !waiting && !stopping && failure == null && inbox.isEmpty());
  }

  private void takeInbox(final RingScheduler made) {
    for (BatchRead batch = inbox.poll(); batch != null; batch = inbox.poll()) {
      made.add(batch);
    }
  }

  private void refuseInbox() {
    for (BatchRead batch = inbox.poll(); batch != null; batch = inbox.poll()) {
      for (int row = 0; row < batch.rows(); row++) {
        batch.failed(
            row, ReadFailure.of("open", Errno.ECANCELED, batch.requests().get(batch.request(row))));
      }
    }
  }
}
