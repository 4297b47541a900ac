package io.uring.connector.core.engine;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.memory.Slab;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One batch: neighbouring requests of a list, to be read one behind another into a slab.
 *
 * <p>Rows are numbered from 0. Row {@code i} lands at {@code position(i)} of the slab. Rows follow
 * each other without gaps, but one that is read around the page cache has its first block at a
 * multiple of {@link #BLOCK} and room for whole blocks; nothing but rows and their blocks is
 * written. The engine reports each row once, as read or as failed, and the batch lands with the
 * last report.
 */
public final class BatchRead {
  /**
   * What memory, offset and size of a direct read are multiples of: enough for every block device
   * in use, whatever {@code STATX_DIOALIGN} would say.
   */
  public static final int BLOCK = 4096;

  private final RequestList requests;
  private final int first;
  private final RowLayout layout;
  private final int[] position;
  private final Slab slab;
  private final ReadCounters counters;
  private final ReadOptions options;
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
   * @param slab where they land: it has room for {@link #bytes}; held by the caller
   * @param counters what to count into
   * @param options how to read
   */
  public BatchRead(
      final RequestList requests,
      final int first,
      final int rows,
      final Slab slab,
      final ReadCounters counters,
      final ReadOptions options) {
    this.requests = requests;
    this.first = first;
    this.slab = slab;
    this.counters = counters;
    this.options = options;
    rowsLeft = new AtomicInteger(rows);
    layout = new RowLayout(requests, options);
    position = layout.positions(first, rows, slab.capacity());
  }

  /**
   * The room that a batch takes.
   *
   * @param requests the list
   * @param first the first request of the batch
   * @param rows number of requests
   * @param options how to read
   * @return bytes of slab
   */
  public static long bytes(
      final RequestList requests, final int first, final int rows, final ReadOptions options) {
    return new RowLayout(requests, options).bytes(first, rows);
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
   * @param row number of the row; {@link #rows()} for the end of what the batch uses
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
    return (int) requests.length(first + row);
  }

  /**
   * Whether a row is to be read around the page cache: in whole blocks, from {@code offset % BLOCK}
   * bytes before its position, to the block that holds the byte behind its end.
   *
   * @param row number of the row
   * @return true where it has the room for it
   */
  public boolean isDirect(final int row) {
    return layout.isDirect(first + row);
  }

  /**
   * How to read.
   *
   * @return the scan's options
   */
  public ReadOptions options() {
    return options;
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
   * For the engine: a row's read does not end, so that the slab is kept from use for ever, and
   * counted. To be reported as failed besides.
   *
   * @param row number of the row
   */
  public void quarantine(final int row) {
    if (slab.quarantine()) {
      counters.add(Counter.QUARANTINED_BYTES, slab.capacity());
      QuarantineEvent.tell(slab.capacity(), requests.get(request(row)));
    }
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
   * Whether the batch has landed.
   *
   * @return true when every row has been read or has failed
   */
  public boolean hasLanded() {
    return landed.isDone();
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
   * @param action must be short: it runs on the thread that reads the last row
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
