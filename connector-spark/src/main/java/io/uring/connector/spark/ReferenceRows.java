package io.uring.connector.spark;

import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.list.FoundRanges;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a partition with the bytes that they refer to. Rows are taken in windows: while those
 * of the first are handed out, the next are looked at and read. So a task holds a thousand rows at
 * most, and content within the memory budget. For one consumer at a time; what is held is given
 * back after the last row, or when the task completes.
 */
final class ReferenceRows implements Iterator<Row> {
  private static final Logger LOG = LoggerFactory.getLogger(ReferenceRows.class);

  /** Rows of the first window, so that who wants only some rows need not wait for many. */
  private static final int FIRST_ROWS = 32;

  private static final int MOST_ROWS = 256;
  private static final int WINDOWS = 4;
  private static final int LOOKERS = 2;

  private final Iterator<Row> source;
  private final ReferenceColumns columns;
  private final ReadOptions options;
  private final ReferenceTotals totals;
  private final InputSize inputSize = new InputSize();
  private final ExecutorService lookers =
      Executors.newFixedThreadPool(LOOKERS, ReferenceRows::thread);
  private volatile boolean closed;

  /** Set while this is locked. */
  private volatile @Nullable BatchReader reader;

  // Guarded by this, as a task may end while another thread of it is here.
  private final Deque<ReferenceWindow> windows = new ArrayDeque<>();

  /** The requests of each window that the reader has, in the order of the windows. */
  private final Deque<Handed> handed = new ArrayDeque<>();

  private record Handed(FoundRanges found, RequestList requests) {}

  private int rowsAtOnce = FIRST_ROWS;
  private boolean exhausted;
  private int row;
  private @Nullable FileBatch batch;
  private int batchRow;
  private @Nullable Row next;

  ReferenceRows(
      final Iterator<Row> source,
      final ReferenceColumns columns,
      final ReadOptions options,
      final ReferenceTotals totals) {
    this.source = source;
    this.columns = columns;
    this.options = options;
    this.totals = totals;
    final TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) completed -> close());
    }
  }

  @Override
  public synchronized boolean hasNext() {
    try {
      while (next == null && !closed) {
        step();
      }
    } catch (final ReadException e) {
      throw SparkErrors.ofReading(e);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while files were looked at", e);
    }
    return next != null;
  }

  @Override
  public synchronized Row next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("the partition has no more rows");
    }
    final Row row = next;
    next = null;
    return row;
  }

  /** Goes on by a row, or to the next window. */
  private void step() throws IOException, InterruptedException {
    takeWindows();
    final ReferenceWindow window = windows.peekFirst();
    if (window == null) {
      close();
    } else if (row == window.size()) {
      windows.removeFirst();
      handed.removeFirst();
      row = 0;
    } else {
      read(window, handed.getFirst(), row++);
    }
  }

  /** Takes rows ahead, and hands over to the reader what has been looked at. */
  private void takeWindows() throws IOException, InterruptedException {
    while (!exhausted && windows.size() < WINDOWS) {
      final int most = Math.min(rowsAtOnce, options.batchRows());
      final ReferenceWindow window = ReferenceWindow.take(source, most, columns, lookers);
      windows.addLast(window);
      // Not every iterator of Spark's is made to be asked again after its end.
      exhausted = window.size() < most;
      rowsAtOnce = Math.min(MOST_ROWS, 2 * rowsAtOnce);
    }
    int number = 0;
    for (final ReferenceWindow window : windows) {
      if (number++ < handed.size()) {
        continue;
      }
      if (number > 1 && !window.isLookedAt()) {
        return;
      }
      final FoundRanges found = window.found();
      final RequestList requests = found.requests().heads(options.headBytes());
      ContentSource.checkLengths(
          requests, options, "set headBytes to read its start, or lengthColumn to read a part");
      handed.addLast(new Handed(found, requests));
      final BatchReader open = reader;
      if (open == null) {
        reader = FileScan.of(requests).options(options).open();
      } else {
        open.append(requests);
      }
    }
  }

  private void read(final ReferenceWindow window, final Handed known, final int number)
      throws IOException {
    final int range = window.range(number);
    if (range < 0) {
      next = window.take(number, null);
      return;
    }
    final ReadFailure failure = known.found.failure(range);
    if (failure != null) {
      skipOrThrow(failure);
      return;
    }
    if (batch == null) {
      batch = nextBatch();
    }
    // Batches come in the order of requests. One that has no row was left out by the reader.
    if (batch != null
        && batch.requests() == known.requests
        && batch.request(batchRow) == known.found.request(range)) {
      final ByteBuffer content = batch.content(batchRow);
      final byte[] bytes = new byte[content.remaining()];
      content.get(bytes);
      next = window.take(number, bytes);
      if (++batchRow == batch.rows()) {
        closeBatch();
      }
    }
  }

  private @Nullable FileBatch nextBatch() throws IOException {
    final BatchReader open = opened();
    final FileBatch read = open.next();
    inputSize.growTo(open.counters().sum(Counter.BYTES));
    return read;
  }

  private void skipOrThrow(final ReadFailure failure) throws ReadException {
    if (!options.skip().contains(failure.kind())) {
      throw new ReadException(failure);
    }
    opened().counters().add(Counter.SKIPPED, 1);
    LOG.warn("left out: {}", failure.message());
  }

  private BatchReader opened() {
    final BatchReader open = reader;
    if (open == null) {
      throw new IllegalStateException("no window has been handed over");
    }
    return open;
  }

  private void closeBatch() {
    final FileBatch read = batch;
    batch = null;
    batchRow = 0;
    if (read != null) {
      read.close();
    }
  }

  private void close() {
    closed = true;
    // Before the lock: whoever has it may be waiting for these.
    final BatchReader waitedFor = reader;
    if (waitedFor != null) {
      waitedFor.close();
    }
    for (final Runnable never : lookers.shutdownNow()) {
      ((Future<?>) never).cancel(true);
    }
    synchronized (this) {
      closeBatch();
      windows.clear();
      handed.clear();
      final BatchReader open = reader;
      if (open != null) {
        open.close();
        totals.add(open);
        reader = null;
      }
    }
  }

  private static Thread thread(final Runnable task) {
    final Thread thread = new Thread(task, "uring-look");
    thread.setDaemon(true);
    return thread;
  }
}
