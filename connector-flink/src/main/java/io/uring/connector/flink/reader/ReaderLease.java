package io.uring.connector.flink.reader;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All that one subtask has open: readers, and batches that Flink has been given. It outlives
 * fetchers, and ends with the subtask. Safe on any thread.
 */
final class ReaderLease implements AutoCloseable {
  private final ReadOptions options;
  private final WantedRows wanted;
  private final Set<BatchReader> readers = new HashSet<>();

  /** What closed readers have done. */
  private final ReadCounters ended = ReadCounters.apart();

  private final AtomicLong rejected = new AtomicLong();
  private volatile String engine = "";
  private volatile String fallbackReason = "";

  /** Batches have no equals: each is one of its own. */
  private final Set<FileBatch> batches = new HashSet<>();

  private boolean isClosed;

  /** Rows that are still wanted. */
  private long left;

  ReaderLease(final ReadOptions options, final WantedRows wanted) {
    this.options = options;
    this.wanted = wanted;
    left = wanted.most();
  }

  synchronized BatchSource open(final RequestList requests) {
    checkOpen();
    if (!wanted.content() || isDone()) {
      return new BatchSource.Listed(
          requests.heads(options.headBytes()).chunks(options.chunkSize()));
    }
    final BatchReader reader =
        FileScan.of(requests)
            .options(options)
            .onRejected(failure -> rejected.incrementAndGet())
            .open();
    readers.add(reader);
    engine = reader.engine();
    fallbackReason = Objects.requireNonNullElse(reader.fallbackReason(), "");
    return new BatchSource.Read(reader, this);
  }

  synchronized void close(final BatchReader reader) {
    if (readers.remove(reader)) {
      end(reader);
    }
  }

  /** Notes that Flink is given a batch. */
  synchronized FileBatch hand(final FileBatch batch) {
    if (isClosed) {
      batch.close();
    }
    checkOpen();
    batches.add(batch);
    LentBatches.ALL.lend();
    left -= batch.rows();
    return batch;
  }

  /** Whether Flink has been given all the rows that are wanted. */
  synchronized boolean isDone() {
    return left <= 0;
  }

  /** Takes a batch back; does nothing where it has come back before, or the subtask has ended. */
  synchronized void recycle(final FileBatch batch) {
    if (batches.remove(batch)) {
      giveBack(batch);
    }
  }

  /** Frees everything. Closing twice does nothing. */
  @Override
  public synchronized void close() {
    isClosed = true;
    readers.forEach(this::end);
    batches.forEach(ReaderLease::giveBack);
    readers.clear();
    batches.clear();
  }

  synchronized boolean isClosed() {
    return isClosed;
  }

  /** What all readers have done so far. */
  synchronized long sum(final Counter counter) {
    long sum = ended.sum(counter);
    for (final BatchReader reader : readers) {
      sum += reader.counters().sum(counter);
    }
    return sum;
  }

  /** Files that were left out, or have no bytes, as the policy says. */
  long rejected() {
    return rejected.get();
  }

  /** Off-heap bytes that all readers of this JVM hold together at most. */
  long memoryBudget() {
    return options.memoryBudget();
  }

  /** What really reads, such as {@code uring/syscall}; empty before anything does. */
  String engine() {
    return engine;
  }

  /** Why io_uring is not used though it would have been taken; empty where nothing fell back. */
  String fallbackReason() {
    return fallbackReason;
  }

  private void end(final BatchReader reader) {
    reader.close();
    for (final Counter counter : Counter.values()) {
      ended.add(counter, reader.counters().sum(counter));
    }
  }

  private static void giveBack(final FileBatch batch) {
    batch.close();
    LentBatches.ALL.giveBack();
  }

  private void checkOpen() {
    if (isClosed) {
      throw new IllegalStateException("the subtask has ended");
    }
  }
}
