package io.uring.connector.flink.reader;

import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All that one subtask has open: readers, and batches that Flink has been given. It outlives
 * fetchers, and ends with the subtask. Safe on any thread.
 */
final class ReaderLease implements AutoCloseable {
  private final ReadOptions options;
  private final Consumer<ReadFailure> onRejected;
  private final Set<BatchReader> readers = new HashSet<>();

  /** Batches have no equals: each is one of its own. */
  private final Set<FileBatch> batches = new HashSet<>();

  private boolean isClosed;

  ReaderLease(final ReadOptions options, final Consumer<ReadFailure> onRejected) {
    this.options = options;
    this.onRejected = onRejected;
  }

  synchronized BatchReader open(final RequestList requests) {
    checkOpen();
    final BatchReader reader = FileScan.of(requests).options(options).onRejected(onRejected).open();
    readers.add(reader);
    return reader;
  }

  synchronized void close(final BatchReader reader) {
    if (readers.remove(reader)) {
      reader.close();
    }
  }

  /** Notes that Flink is given a batch. */
  synchronized FileBatch hand(final FileBatch batch) {
    if (isClosed) {
      batch.close();
    }
    checkOpen();
    batches.add(batch);
    return batch;
  }

  /** Takes a batch back; does nothing where it has come back before, or the subtask has ended. */
  synchronized void recycle(final FileBatch batch) {
    if (batches.remove(batch)) {
      batch.close();
      notifyAll();
    }
  }

  /**
   * Waits until a batch comes back.
   *
   * @return false where there is none that could
   */
  synchronized boolean awaitRecycled() throws InterruptedException {
    final int before = batches.size();
    while (!isClosed && batches.size() >= before && before > 0) {
      wait();
    }
    return before > 0;
  }

  /** Frees everything. Closing twice does nothing. */
  @Override
  public synchronized void close() {
    isClosed = true;
    readers.forEach(BatchReader::close);
    batches.forEach(FileBatch::close);
    readers.clear();
    batches.clear();
    notifyAll();
  }

  private void checkOpen() {
    if (isClosed) {
      throw new IllegalStateException("the subtask has ended");
    }
  }
}
