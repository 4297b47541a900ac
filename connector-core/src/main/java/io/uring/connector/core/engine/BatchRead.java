package io.uring.connector.core.engine;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.memory.Slab;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One batch: neighbouring requests of a list, to be read one behind another into a slab.
 *
 * <p>Rows are numbered from 0. Row {@code i} lands at {@code position(i)} to {@code position(i +
 * 1)} of the slab; no other byte is written. The engine reports each row once, as read or as
 * failed, and the batch lands with the last report.
 */
public final class BatchRead {
  private final RequestList requests;
  private final int first;
  private final int[] position;
  private final Slab slab;
  private final ReadCounters counters;
  private final AtomicInteger rowsLeft;
  private final CompletableFuture<BatchRead> landed = new CompletableFuture<>();
  private volatile boolean canceled;

  /** Made with the first failure; guarded by this until the batch has landed. */
  private @Nullable ReadFailure @Nullable [] failures;

  /**
   * Describes a batch of at least one row.
   *
   * @param requests the list
   * @param first the first request of the batch
   * @param rows number of requests, 1 or more
   * @param slab where they land: its capacity is at least the sum of their lengths; held by the
   *     caller
   * @param counters what to count into
   */
  public BatchRead(
      final RequestList requests,
      final int first,
      final int rows,
      final Slab slab,
      final ReadCounters counters) {
    this.requests = requests;
    this.first = first;
    this.slab = slab;
    this.counters = counters;
    rowsLeft = new AtomicInteger(rows);
    position = new int[rows + 1];
    long end = 0;
    for (int row = 0; row < rows; row++) {
      end += requests.length(first + row);
      if (end > slab.capacity()) {
        throw new IllegalArgumentException(
            "slab is too small: capacity=" + slab.capacity() + ", row=" + row + ", end=" + end);
      }
      position[row + 1] = (int) end;
    }
  }

  /**
   * The list that the rows are from.
   *
   * @return requests in plan order
   */
  public RequestList requests() {
    return requests;
  }

  /**
   * The files that the requests are in.
   *
   * @return the table
   */
  public FileTable files() {
    return requests.files();
  }

  /**
   * The number of rows.
   *
   * @return 1 or more
   */
  public int rows() {
    return position.length - 1;
  }

  /**
   * The request of a row.
   *
   * @param row number of the row
   * @return number of the request in {@link #requests()}
   */
  public int request(final int row) {
    return first + row;
  }

  /**
   * The file of a row.
   *
   * @param row number of the row
   * @return number of the file in {@link #files()}
   */
  public int file(final int row) {
    return requests.file(first + row);
  }

  /**
   * Where a row begins in the slab.
   *
   * @param row number of the row; {@link #rows()} for the end of the last one
   * @return bytes from the slab's start
   */
  public int position(final int row) {
    return position[row];
  }

  /**
   * The size of a row.
   *
   * @param row number of the row
   * @return bytes
   */
  public int length(final int row) {
    return position[row + 1] - position[row];
  }

  /**
   * Where the bytes land.
   *
   * @return the slab
   */
  public Slab slab() {
    return slab;
  }

  /**
   * What this batch is counted into.
   *
   * @return the scan's counters
   */
  public ReadCounters counters() {
    return counters;
  }

  /** Asks the engine not to begin rows that it has not begun. Any thread. */
  public void cancel() {
    canceled = true;
  }

  /**
   * Whether the rows that have not begun need not begin.
   *
   * @return true after {@link #cancel()}
   */
  public boolean isCanceled() {
    return canceled;
  }

  /**
   * For the engine: all bytes of a row are in the slab.
   *
   * @param row number of the row
   */
  public void succeeded(final int row) {
    reported();
  }

  /**
   * For the engine: a row has no bytes, and nothing will write to its part of the slab any more.
   *
   * @param row number of the row
   * @param failure why
   */
  public void failed(final int row, final ReadFailure failure) {
    synchronized (this) {
      if (failures == null) {
        failures = new ReadFailure[rows()];
      }
      failures[row] = failure;
    }
    reported();
  }

  /**
   * Why a row has no bytes. Only after the batch has landed.
   *
   * @param row number of the row
   * @return the failure, or null where the row is whole
   */
  public @Nullable ReadFailure failure(final int row) {
    return failures == null ? null : failures[row];
  }

  /**
   * Whether any row failed. Only after the batch has landed.
   *
   * @return false where every row is whole
   */
  public boolean hasFailures() {
    return failures != null;
  }

  /**
   * Waits until the batch has landed.
   *
   * @throws InterruptedException if the thread is interrupted while it waits; the batch goes on
   */
  public void await() throws InterruptedException {
    try {
      landed.get();
    } catch (final ExecutionException e) {
      throw new AssertionError("a batch lands, whatever happens to its rows", e);
    }
  }

  /**
   * The landing as a future. What depends on it without a thread of its own runs on the engine's
   * thread and must be short.
   *
   * @return completes with this batch, never exceptionally
   */
  public CompletableFuture<BatchRead> whenLanded() {
    return landed;
  }

  /**
   * Has something done when the batch has landed, at once if it has.
   *
   * @param action must be short: it runs on the engine's thread
   */
  public void onLanded(final Runnable action) {
    final CompletableFuture<Void> unused = landed.thenRun(action);
  }

  private void reported() {
    if (rowsLeft.decrementAndGet() == 0) {
      long files = 0;
      long bytes = 0;
      for (int row = 0; row < rows(); row++) {
        if (failure(row) == null) {
          files++;
          bytes += length(row);
        }
      }
      counters.add(Counter.FILES, files);
      counters.add(Counter.BYTES, bytes);
      landed.complete(this);
    }
  }
}
