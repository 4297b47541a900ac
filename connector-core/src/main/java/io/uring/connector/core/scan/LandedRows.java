package io.uring.connector.core.scan;

import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.engine.BatchRead;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Makes what the engine landed into what consumers see. */
final class LandedRows {
  private LandedRows() {}

  /**
   * The rows that did not fail. Bytes move only where there is a gap before them: a row that was
   * left out, or blocks of a direct read.
   *
   * @param read a batch that has landed; the caller's hold on its slab goes over
   */
  static FileBatch of(final BatchRead read) {
    final int rows = read.rows();
    final int[] request = new int[rows];
    final int[] position = new int[rows + 1];
    int kept = 0;
    for (int row = 0; row < rows; row++) {
      if (read.failure(row) == null) {
        final int from = read.position(row);
        final int length = read.length(row);
        if (from != position[kept] && length > 0) {
          final ByteBuffer bytes = read.slab().buffer();
          bytes.put(position[kept], bytes, from, length);
        }
        request[kept] = read.request(row);
        position[kept + 1] = position[kept] + length;
        kept++;
      }
    }
    return FileBatch.of(
        read.requests(),
        kept == rows ? request : Arrays.copyOf(request, kept),
        kept == rows ? position : Arrays.copyOf(position, kept + 1),
        read.slab());
  }
}
