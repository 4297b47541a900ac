package io.uring.connector.spark;

import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.list.FoundRanges;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/**
 * The rows of a partition with the bytes that they refer to. Rows are taken in windows: while those
 * of the first are handed out, the next are looked at and read. So a task holds a thousand rows at
 * most, and content within the memory budget. For one consumer at a time; what is held is given
 * back after the last row, or when the task completes.
 */
final class ReferenceRows implements Iterator<Row> {
  /** Rows of the first window, so that who wants only some rows need not wait for many. */
  private static final int FIRST_ROWS = 32;

  private static final int MOST_ROWS = 256;
  private static final int WINDOWS = 4;
  private static final int LOOKERS = 2;

  private final Iterator<Row> source;
  private final ReferenceColumns columns;
  private final ReferenceOptions options;
  private final ReferenceContents contents;
  private final ExecutorService lookers =
      Executors.newFixedThreadPool(LOOKERS, ReferenceRows::thread);
  private volatile boolean closed;

  // Guarded by this, as a task may end while another thread of it is here.
  private final Deque<ReferenceWindow> windows = new ArrayDeque<>();

  /** The requests of each window that are read, in the order of the windows. */
  private final Deque<Handed> handed = new ArrayDeque<>();

  private record Handed(FoundRanges found, RequestList requests) {}

  private int rowsAtOnce = FIRST_ROWS;
  private boolean exhausted;
  private int row;
  private @Nullable Row next;

  ReferenceRows(
      final Iterator<Row> source,
      final ReferenceColumns columns,
      final ReferenceOptions options,
      final ReferenceTotals totals) {
    this.source = source;
    this.columns = columns;
    this.options = options;
    contents = new ReferenceContents(options, totals);
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
      final int number = row++;
      final ReferenceContent content = content(window, handed.getFirst(), number);
      if (content != null) {
        next = columns.row(window.take(number), content);
      }
    }
  }

  /** Takes rows ahead, and hands over to the engine what has been looked at. */
  private void takeWindows() throws IOException, InterruptedException {
    while (!exhausted && windows.size() < WINDOWS) {
      final int most = Math.min(rowsAtOnce, options.reading().batchRows());
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
      final RequestList requests = found.requests().heads(options.reading().headBytes());
      contents.append(requests);
      handed.addLast(new Handed(found, requests));
    }
  }

  /** What there is for a row, or null where it is left out. */
  private @Nullable ReferenceContent content(
      final ReferenceWindow window, final Handed known, final int number) throws IOException {
    final ReadFailure refused = window.refused(number);
    if (refused != null) {
      return contents.failed(refused);
    }
    final int range = window.range(number);
    if (range < 0) {
      return ReferenceContent.NONE;
    }
    final ReadFailure failure = known.found.failure(range);
    return failure == null
        ? contents.of(known.requests, known.found.request(range))
        : contents.failed(failure);
  }

  private void close() {
    closed = true;
    // Before the lock: whoever has it may be waiting for these.
    contents.stop();
    for (final Runnable never : lookers.shutdownNow()) {
      ((Future<?>) never).cancel(true);
    }
    synchronized (this) {
      windows.clear();
      handed.clear();
      contents.close();
    }
  }

  private static Thread thread(final Runnable task) {
    final Thread thread = new Thread(task, "uring-look");
    thread.setDaemon(true);
    return thread;
  }
}
