package io.uring.connector.core.engine;

import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Blocking positioned reads: for kernels and containers without io_uring, and the measure that the
 * ring is tested against. A pool of threads reads, or a task itself what it would wait for, as long
 * as that comes from the page cache of a local file system: others may hang, and a task must not.
 */
public final class PreadEngine implements ReadEngine {
  private final Pace pace;
  private final ReaderPool pool;
  private final Supplier<BlockingCalls> calls;

  /** For tasks that read; as many as have done so at once. */
  private final Queue<BlockingRead> spare = new ConcurrentLinkedQueue<>();

  /**
   * Starts the pool.
   *
   * @param threadCount how many files are read at once
   * @param calls makes the calls of one thread; used before the pool starts, so that a failure is
   *     the caller's
   */
  public PreadEngine(final int threadCount, final Supplier<BlockingCalls> calls) {
    this.calls = calls;
    pace = new Pace(threadCount);
    pool = new ReaderPool(pace, threadCount, calls);
  }

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public boolean isServing() {
    return !pool.isClosed();
  }

  @Override
  public boolean isWaiting() {
    return pace.isWaiting();
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
    submit(new PreadBatch(read, reported));
  }

  @Override
  public void read(final BatchRead read) {
    final PreadBatch batch = new PreadBatch(read, new BitSet());
    if (!pace.isWaiting()) {
      final BlockingRead free = spare.poll();
      final BlockingRead rows = free == null ? new BlockingRead(calls.get()) : free;
      try {
        while (batch.hasNext() && !pace.isWaiting() && rows.isLocal(batch)) {
          final int row = batch.next();
          final long start = System.nanoTime();
          rows.row(batch, row);
          if (pace.took(System.nanoTime() - start, read.length(row))) {
            pool.quickened();
          }
        }
      } finally {
        rows.rest();
        spare.add(rows);
      }
    }
    if (batch.hasNext()) {
      submit(batch);
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  private void submit(final PreadBatch batch) {
    if (!pool.add(batch)) {
      batch.read.cancel();
      final BlockingRead rows = new BlockingRead(BlockingCalls.ofChannels());
      for (int row = batch.next(); row >= 0; row = batch.next()) {
        rows.row(batch, row);
      }
    }
  }
}
