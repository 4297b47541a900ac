package io.uring.connector.core.scan;

import io.uring.connector.core.FailureMode.Outcome;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.engine.BatchRead;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes what the engine landed into what consumers see. */
final class LandedRows {
  private static final byte[] ZEROS = new byte[1 << 13];

  private LandedRows() {}

  /**
   * The rows that did not fail, and those that are kept though they failed. Bytes move only where
   * there is a gap before them: a row that was left out, or blocks of a direct read. The place of a
   * row that is kept without content is no gap, so that none moves for it.
   *
   * @param read a batch that has landed; the caller's hold on its slab goes over, where the rows
   *     have content
   * @return null where nothing is left of it
   */
  static @Nullable FileBatch of(final BatchRead read, final ReadOptions options) {
    final int rows = read.rows();
    final int[] request = new int[rows];
    final int[] position = new int[rows + 1];
    @Nullable ReadFailure @Nullable [] failures = null;
    boolean hasContent = false;
    int kept = 0;
    for (int row = 0; row < rows; row++) {
      final ReadFailure failure = read.failure(row);
      if (failure == null) {
        land(read, row, position, kept, failures != null && kept > 0 && failures[kept - 1] != null);
        hasContent = true;
      } else if (options.onFailure(failure.kind()) == Outcome.KEEP) {
        failures = failures == null ? new @Nullable ReadFailure[rows] : failures;
        failures[kept] = failure;
        position[kept + 1] = position[kept];
      } else {
        continue;
      }
      request[kept++] = read.request(row);
    }
    if (kept == 0) {
      return null;
    }
    return FileBatch.of(
        read.requests(),
        kept == rows ? request : Arrays.copyOf(request, kept),
        kept == rows ? position : Arrays.copyOf(position, kept + 1),
        failures == null ? null : Arrays.copyOf(failures, kept),
        hasContent ? read.slab() : null);
  }

  private static void land(
      final BatchRead read,
      final int row,
      final int[] position,
      final int kept,
      final boolean isBehindFailed) {
    final int from = read.position(row);
    final int length = read.length(row);
    final ByteBuffer bytes = read.slab().buffer();
    if (isBehindFailed) {
      // What other files left there is not for whoever gets the vector's buffer.
      for (int at = position[kept]; at < from; at += ZEROS.length) {
        bytes.put(at, ZEROS, 0, Math.min(ZEROS.length, from - at));
      }
      position[kept] = from;
    } else if (from != position[kept] && length > 0) {
      bytes.put(position[kept], bytes, from, length);
    }
    position[kept + 1] = position[kept] + length;
  }
}
