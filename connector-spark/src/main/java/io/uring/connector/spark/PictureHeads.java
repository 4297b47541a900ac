package io.uring.connector.spark;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.image.BrokenPictureException;
import io.uring.connector.core.image.BytesMissingException;
import io.uring.connector.core.image.PictureBytes;
import io.uring.connector.core.image.PictureHeader;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a batch's pictures. Where one goes on behind the bytes that the batch has, those
 * that are missing are read, for all such pictures of the batch at once.
 */
final class PictureHeads {
  private final FileBatch batch;
  private final PictureBytes[] bytes;
  private final @Nullable PictureHeader[] headers;
  private final @Nullable BrokenPictureException[] broken;

  /** Rows that need more, and where that is in the picture. */
  private List<Integer> open = new ArrayList<>();

  private final long[] missing;
  private final int[] missingLength;

  /** Rows whose missing bytes a policy has left out. */
  private final boolean[] gone;

  private PictureHeads(final FileBatch batch) {
    this.batch = batch;
    final int rows = batch.rows();
    bytes = new PictureBytes[rows];
    headers = new @Nullable PictureHeader[rows];
    broken = new @Nullable BrokenPictureException[rows];
    missing = new long[rows];
    missingLength = new int[rows];
    gone = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      bytes[row] = new PictureBytes(length(row), batch.content(row));
      if (batch.failure(row) == null) {
        look(row);
      }
    }
  }

  /**
   * Reads the headers of a batch, which must stay open meanwhile.
   *
   * @param counters counts what is read besides the batch
   * @param rejects is told of what could not be read
   */
  static PictureHeads of(
      final FileBatch batch,
      final ReadOptions options,
      final ReadCounters counters,
      final Consumer<ReadFailure> rejects)
      throws IOException {
    final PictureHeads heads = new PictureHeads(batch);
    while (!heads.open.isEmpty()) {
      heads.readOn(options.uncut(), counters, rejects);
    }
    return heads;
  }

  /** A row's header; null where the file is no picture. */
  @Nullable PictureHeader header(final int row) throws BrokenPictureException {
    final BrokenPictureException failure = broken[row];
    if (failure != null) {
      throw failure;
    }
    return headers[row];
  }

  /** Whether a row is left out because more of it could not be read, and a policy says so. */
  boolean isGone(final int row) {
    return gone[row];
  }

  private void look(final int row) {
    try {
      headers[row] = PictureHeader.read(bytes[row]);
    } catch (final BytesMissingException e) {
      missing[row] = e.position();
      missingLength[row] = e.length();
      open.add(row);
    } catch (final BrokenPictureException e) {
      broken[row] = e;
    }
  }

  private void readOn(
      final ReadOptions options, final ReadCounters counters, final Consumer<ReadFailure> rejects)
      throws IOException {
    final List<Integer> rows = open;
    open = new ArrayList<>();
    for (final int row : rows) {
      gone[row] = true;
    }
    final FileScan scan = FileScan.of(requests(rows)).options(options).onRejected(rejects);
    try (BatchReader reader = scan.open()) {
      for (@Nullable FileBatch more = reader.next(); more != null; more = reader.next()) {
        try (FileBatch landed = more) {
          for (int i = 0; i < landed.rows(); i++) {
            final int row = rows.get(landed.request(i));
            gone[row] = false;
            final ReadFailure failure = landed.failure(i);
            if (failure != null) {
              batch.fail(row, failure);
              continue;
            }
            final ByteBuffer content = landed.content(i);
            bytes[row].add(missing[row], ByteBuffer.allocate(content.limit()).put(content).flip());
            look(row);
          }
        }
      }
      for (final Counter counter : Counter.values()) {
        counters.add(counter, reader.counters().sum(counter));
      }
    }
  }

  private RequestList requests(final List<Integer> rows) {
    final int[] file = new int[rows.size()];
    final long[] offset = new long[rows.size()];
    final long[] length = new long[rows.size()];
    for (int i = 0; i < file.length; i++) {
      final int row = rows.get(i);
      file[i] = batch.file(row);
      offset[i] = batch.requests().offset(batch.request(row)) + missing[row];
      length[i] = missingLength[row];
    }
    return RequestList.ranges(batch.files(), file, offset, length);
  }

  private long length(final int row) {
    return batch.requests().uncutLength(batch.request(row));
  }
}
