package io.uring.connector.core.arrow;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.memory.Slab;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows in plan order, each with the bytes of its request in off-heap memory, one behind another.
 * For one thread at a time; the bytes are gone when the batch is closed.
 */
public final class FileBatch implements AutoCloseable {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final RequestList requests;
  private final int[] request;

  /** Where each row begins in the slab, and where the last one ends. */
  private final int[] position;

  /** Why rows have no bytes; made with the first such row. */
  private @Nullable ReadFailure @Nullable [] failures;

  private @Nullable Slab slab;

  private FileBatch(
      final RequestList requests,
      final int[] request,
      final int[] position,
      final @Nullable ReadFailure @Nullable [] failures,
      final @Nullable Slab slab) {
    this.requests = requests;
    this.request = request;
    this.position = position;
    this.failures = failures;
    this.slab = slab;
  }

  /**
   * Rows whose bytes are in a slab.
   *
   * @param requests the list
   * @param request number of the request of each row
   * @param position where each row begins in the slab, and where the last one ends: one more than
   *     rows, without gaps; the room of a row that has failed says nothing
   * @param failures for each row why it has no bytes, or null; null where no row has failed
   * @param slab the bytes, null where all rows have failed; the caller's hold goes over to the
   *     batch
   * @return the batch, which keeps the arrays
   */
  public static FileBatch of(
      final RequestList requests,
      final int[] request,
      final int[] position,
      final @Nullable ReadFailure @Nullable [] failures,
      final @Nullable Slab slab) {
    return new FileBatch(requests, request, position, failures, slab);
  }

  /**
   * A single row that has no bytes.
   *
   * @param requests the list
   * @param request number of its request
   * @param failure why
   * @return the batch
   */
  public static FileBatch failed(
      final RequestList requests, final int request, final ReadFailure failure) {
    return new FileBatch(
        requests, new int[] {request}, new int[2], new ReadFailure[] {failure}, null);
  }

  /**
   * Rows of which only the plan's part is wanted: nothing was opened.
   *
   * @param requests the list
   * @param first the first request of the batch
   * @param rows number of requests
   * @return a batch whose content must not be asked for
   */
  public static FileBatch withoutContent(
      final RequestList requests, final int first, final int rows) {
    final int[] request = new int[rows];
    for (int row = 0; row < rows; row++) {
      request[row] = first + row;
    }
    return new FileBatch(requests, request, new int[rows + 1], null, null);
  }

  /**
   * Neighbouring rows of a batch with content, as a batch of their own.
   *
   * @param from the first row
   * @param to the row behind the last
   * @return a batch that holds the same bytes, to be closed on its own
   */
  public FileBatch slice(final int from, final int to) {
    final Slab held = hasContent() ? slab() : null;
    if (held != null) {
      held.retain();
    }
    return new FileBatch(
        requests,
        Arrays.copyOfRange(request, from, to),
        Arrays.copyOfRange(position, from, to + 1),
        failures == null ? null : Arrays.copyOfRange(failures, from, to),
        held);
  }

  /**
   * Why a row has no bytes.
   *
   * @param row number of the row
   * @return the failure, or null where the row is whole
   */
  public @Nullable ReadFailure failure(final int row) {
    return failures == null ? null : failures[row];
  }

  /**
   * Takes a row for failed from now on: its bytes are of no use.
   *
   * @param row number of the row
   * @param failure why
   */
  public void fail(final int row, final ReadFailure failure) {
    if (failures == null) {
      failures = new @Nullable ReadFailure[rows()];
    }
    failures[row] = failure;
  }

  /**
   * The number of rows without bytes.
   *
   * @return 0 where every row is whole
   */
  public int failedRows() {
    int count = 0;
    if (failures != null) {
      for (final ReadFailure failure : failures) {
        count += failure == null ? 0 : 1;
      }
    }
    return count;
  }

  /**
   * Whether there are bytes to hold: not where all rows failed to be read.
   *
   * @return true where {@link #content} has something to show
   */
  public boolean hasContent() {
    return slab != null || failedRows() < rows();
  }

  /**
   * The number of rows.
   *
   * @return zero or more
   */
  public int rows() {
    return request.length;
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
   * The files that the rows are from.
   *
   * @return the table
   */
  public FileTable files() {
    return requests.files();
  }

  /**
   * The request of a row.
   *
   * @param row number of the row
   * @return number of the request in {@link #requests()}
   */
  public int request(final int row) {
    return request[row];
  }

  /**
   * The file of a row.
   *
   * @param row number of the row
   * @return number of the file in {@link #files()}
   */
  public int file(final int row) {
    return requests.file(request[row]);
  }

  /**
   * The absolute path of a row's file, read as UTF-8.
   *
   * @param row number of the row
   * @return the path
   */
  public String path(final int row) {
    return files().path(file(row));
  }

  /**
   * The bytes of a row, where they landed.
   *
   * @param row number of the row
   * @return a read-only view from position 0, valid until the batch is closed; empty where the row
   *     has {@linkplain #failure failed}
   */
  public ByteBuffer content(final int row) {
    if (failure(row) != null) {
      return NOTHING.duplicate();
    }
    return slab()
        .buffer()
        .slice(position[row], position[row + 1] - position[row])
        .asReadOnlyBuffer();
  }

  /**
   * The bytes of a row, in a copy.
   *
   * @param row number of the row
   * @return a new array; empty where the row has {@linkplain #failure failed}
   */
  public byte[] contentCopy(final int row) {
    final byte[] copy = new byte[contentBytes(row)];
    if (copy.length > 0) {
      slab().buffer().get(position[row], copy);
    }
    return copy;
  }

  /**
   * How many bytes a row has here.
   *
   * @param row number of the row
   * @return 0 where the row has {@linkplain #failure failed}, or the batch was made without content
   */
  public int contentBytes(final int row) {
    return failure(row) == null ? position[row + 1] - position[row] : 0;
  }

  /**
   * The bytes of all rows together, with the room of those that failed between them.
   *
   * @return bytes
   */
  public int contentBytes() {
    return position[request.length] - position[0];
  }

  /** Lets go of the bytes. Vectors made of this batch keep theirs. Closing twice does nothing. */
  @Override
  public void close() {
    final Slab held = slab;
    slab = null;
    if (held != null) {
      held.release();
    }
  }

  int position(final int row) {
    return position[row];
  }

  Slab slab() {
    final Slab held = slab;
    if (held == null) {
      throw new IllegalStateException("the batch is closed, or was made without content");
    }
    return held;
  }
}
