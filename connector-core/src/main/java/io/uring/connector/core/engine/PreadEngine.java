package io.uring.connector.core.engine;

import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadFailure;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocking positioned reads on a pool of threads: for kernels and containers without io_uring, and
 * the measure that the ring is tested against. Threads take rows of the oldest batch one by one.
 */
public final class PreadEngine implements ReadEngine {
  private static final Logger LOG = LoggerFactory.getLogger(PreadEngine.class);

  /** As long as a ring waits for its reads in flight. */
  private static final long CLOSE_SECONDS = 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<PreadBatch> queue = new ArrayDeque<>();
  private final AtomicInteger reading = new AtomicInteger();
  private final Reader[] readers;
  private volatile boolean closed;

  /**
   * Starts the pool.
   *
   * @param threadCount how many files are read at once
   */
  public PreadEngine(final int threadCount) {
    readers = new Reader[threadCount];
    for (int i = 0; i < threadCount; i++) {
      readers[i] = new Reader("uring-nio-" + i);
      readers[i].start();
    }
  }

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public boolean isServing() {
    return !closed;
  }

  @Override
  public boolean isWaiting() {
    return reading.get() > Runtime.getRuntime().availableProcessors();
  }

  @Override
  public void submit(final BatchRead read) {
    submit(read, new BitSet());
  }

  /**
   * Hands over a batch of which some rows have been reported.
   *
   * @param read what to read
   * @param reported the rows that are not to be read
   */
  public void submit(final BatchRead read, final BitSet reported) {
    final PreadBatch batch = new PreadBatch(read, reported);
    lock.lock();
    try {
      if (!closed) {
        queue.addLast(batch);
        arrived.signalAll();
        return;
      }
    } finally {
      lock.unlock();
    }
    // Nobody may be left to take it.
    read.cancel();
    for (int row = batch.next(); row >= 0; row = batch.next()) {
      BlockingRead.row(batch, row);
    }
  }

  @Override
  public void close() {
    final DrainEvent event = new DrainEvent();
    event.begin();
    final int inFlight = reading.get();
    lock.lock();
    try {
      closed = true;
      for (final PreadBatch batch : queue) {
        batch.read.cancel();
      }
      arrived.signalAll();
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

  /** The oldest batch with rows left, or null when the engine has been closed and all are done. */
  private @Nullable PreadBatch take() {
    lock.lock();
    try {
      while (true) {
        while (!queue.isEmpty() && !queue.getFirst().hasNext()) {
          queue.removeFirst();
        }
        if (!queue.isEmpty()) {
          return queue.getFirst();
        }
        if (closed) {
          return null;
        }
        arrived.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** One thread of the pool, and what it is reading. */
  private final class Reader extends Thread {
    private volatile @Nullable PreadBatch batch;
    private volatile int row;

    Reader(final String name) {
      super(name);
      setDaemon(true);
    }

    @Override
    public void run() {
      for (PreadBatch next = take(); next != null; next = take()) {
        rows(next);
      }
    }

    private void rows(final PreadBatch next) {
      reading.incrementAndGet();
      try {
        for (int each = next.next(); each >= 0; each = next.next()) {
          row = each;
          batch = next;
          BlockingRead.row(next, each);
          batch = null;
        }
      } finally {
        reading.decrementAndGet();
      }
    }

    /** Gives up on a read that does not end: its memory is kept from use for ever. */
    void quarantine() {
      final PreadBatch stuck = batch;
      final int stuckRow = row;
      if (stuck != null) {
        final BatchRead read = stuck.read;
        LOG.error(
            "a read was not drained, its memory is quarantined: file={}",
            read.files().path(read.file(stuckRow)));
        read.quarantine(stuckRow);
        stuck.report(
            stuckRow,
            ReadFailure.of("read", Errno.ECANCELED, read.requests().get(read.request(stuckRow))));
      }
    }
  }
}
