package io.uring.connector.core.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that take rows of the oldest batch one by one: as many at once as the {@link Pace} says,
 * and one more that joins in where those hang. Safe on any thread.
 */
final class ReaderPool {
  private static final Logger LOG = LoggerFactory.getLogger(ReaderPool.class);

  /** As long as a ring waits for its reads in flight. */
  private static final long CLOSE_SECONDS = 10;

  /** How long no row may have been read before another thread joins in. */
  private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<PreadBatch> queue = new ArrayDeque<>();
  private final AtomicInteger reading = new AtomicInteger();
  private final AtomicLong rowsRead = new AtomicLong();
  private final Pace pace;
  private final Reader[] readers;
  private volatile boolean closed;

  /** Starts the threads; a failure to make their calls is the caller's. */
  ReaderPool(final Pace pace, final int threads, final Supplier<BlockingCalls> calls) {
    this.pace = pace;
    readers = new Reader[threads];
    for (int i = 0; i < threads; i++) {
      readers[i] = new Reader(i, calls.get());
    }
    for (final Reader reader : readers) {
      reader.start();
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Takes a batch; false after {@link #close()}, when nobody may be left to read it. */
  boolean add(final PreadBatch batch) {
    lock.lock();
    try {
      if (!closed) {
        queue.addLast(batch);
        wake();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the threads; what is read then is waited for, and quarantined where it does not end. */
  void close() {
    final DrainEvent event = new DrainEvent();
    event.begin();
    final int inFlight = reading.get();
    lock.lock();
    try {
      closed = true;
      for (final PreadBatch batch : queue) {
        batch.read.cancel();
      }
      wake();
    } finally {
      lock.unlock();
    }
    final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    int notDrained = 0;
    boolean interrupted = false;
    for (final Reader reader : readers) {
      while (reader.isAlive() && System.nanoTime() < deadline) {
        try {
          reader.join(100);
        } catch (final InterruptedException e) {
          interrupted = true;
        }
      }
      if (reader.isAlive()) {
        reader.quarantine();
        notDrained++;
      }
    }
    event.drained("nio", inFlight, notDrained);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Wakes those whose turn it is, and the one that looks after them. Under the lock. */
  private void wake() {
    for (final Reader reader : readers) {
      reader.turn.signal();
      if (!reader.isOnTurn() && reader.idle) {
        return;
      }
    }
  }

  /** To be called when one more is to read now. */
  void quickened() {
    lock.lock();
    try {
      wake();
    } finally {
      lock.unlock();
    }
  }

  /** The oldest batch with rows left, or null. Under the lock. */
  private @Nullable PreadBatch oldest() {
    while (!queue.isEmpty() && !queue.getFirst().hasNext()) {
      queue.removeFirst();
    }
    return queue.peekFirst();
  }

  /** One thread of the pool, and what it is reading. */
  private final class Reader extends Thread {
    private final int number;
    private final BlockingRead rows;
    private final Condition turn = lock.newCondition();

    /** Waits in {@link #take}. Guarded by the lock. */
    private boolean idle;

    private volatile @Nullable PreadBatch batch;
    private volatile int row;

    Reader(final int number, final BlockingCalls calls) {
      super("uring-nio-" + number);
      this.number = number;
      rows = new BlockingRead(calls);
      setDaemon(true);
      // It outlives the task whose loader it would inherit.
      setContextClassLoader(ReaderPool.class.getClassLoader());
    }

    @Override
    public void run() {
      for (PreadBatch next = take(); next != null; next = take()) {
        read(next);
      }
    }

    private void read(final PreadBatch next) {
      reading.incrementAndGet();
      try {
        int each = 0;
        while (isOnTurn() && (each = next.next()) >= 0) {
          row = each;
          batch = next;
          final long start = System.nanoTime();
          rows.row(next, each);
          batch = null;
          rowsRead.incrementAndGet();
          if (pace.took(System.nanoTime() - start, next.read.length(each))) {
            quickened();
          }
        }
      } finally {
        rows.rest();
        reading.decrementAndGet();
      }
    }

    private boolean isOnTurn() {
      return closed || number < pace.readers();
    }

    /** The next batch to read of; null when the engine has been closed and all are done. */
    private @Nullable PreadBatch take() {
      lock.lock();
      idle = true;
      try {
        while (true) {
          final PreadBatch next = oldest();
          if (next != null && isOnTurn()) {
            return next;
          }
          if (next == null && closed) {
            return null;
          }
          if (next != null && looksAfterOthers()) {
            waitForProgress();
          } else {
            turn.awaitUninterruptibly();
          }
        }
      } finally {
        idle = false;
        lock.unlock();
      }
    }

    /** The first that is idle because it is not its turn. */
    private boolean looksAfterOthers() {
      for (final Reader reader : readers) {
        if (reader.idle && !reader.isOnTurn()) {
          return reader == this;
        }
      }
      return false;
    }

    /** Joins in where those whose turn it is have not read a row in a while: they may hang. */
    private void waitForProgress() {
      final long before = rowsRead.get();
      try {
        long left = STALL_NANOS;
        while (left > 0 && rowsRead.get() == before && !isOnTurn()) {
          left = turn.awaitNanos(left);
        }
      } catch (final InterruptedException e) {
        // Nobody but this engine has this thread, and it ends by closing.
        return;
      }
      if (rowsRead.get() == before && oldest() != null && !isOnTurn() && pace.quicken()) {
        wake();
      }
    }

    /** Gives up on a read that does not end: its memory is kept from use for ever. */
    void quarantine() {
      final PreadBatch stuck = batch;
      final int stuckRow = row;
      if (stuck != null) {
        LOG.error(
            "a read was not drained, its memory is quarantined: file={}",
            stuck.read.files().path(stuck.read.file(stuckRow)));
        stuck.quarantine(stuckRow);
      }
    }
  }
}
