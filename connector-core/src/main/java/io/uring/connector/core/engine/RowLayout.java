package io.uring.connector.core.engine;

import static io.uring.connector.core.engine.BatchRead.BLOCK;

import io.uring.connector.core.CacheUse;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.memory.Slab;

/**
 * Where neighbouring requests of a list lie in a slab. One behind another, so that a slab is the
 * data of an Arrow vector as it stands; but a row that is read around the page cache lies in whole
 * blocks of its own, because the kernel writes all of each block.
 */
final class RowLayout {
  /** Smaller requests gain nothing from going around the page cache. */
  private static final int LEAST_DIRECT = 1 << 20;

  private final RequestList requests;
  private final ReadOptions options;

  RowLayout(final RequestList requests, final ReadOptions options) {
    this.requests = requests;
    this.options = options;
  }

  /** The room that rows take, which may be more than a slab can have. */
  long bytes(final int first, final int rows) {
    long end = 0;
    for (int request = first; request < first + rows; request++) {
      end = end(request, start(request, end));
    }
    return end;
  }

  /** Where each row begins, and behind the last one's where the room of all ends. */
  int[] positions(final int first, final int rows, final int capacity) {
    final int[] position = new int[rows + 1];
    long end = 0;
    for (int row = 0; row < rows; row++) {
      final long start = start(first + row, end);
      end = end(first + row, start);
      if (end > capacity) {
        throw new IllegalArgumentException(
            "slab is too small: capacity=" + capacity + ", row=" + row + ", end=" + end);
      }
      position[row] = (int) start;
    }
    position[rows] = (int) end;
    return position;
  }

  /** Whether a request is to be read around the page cache. */
  boolean isDirect(final int request) {
    final long length = requests.length(request);
    return switch (options.directIo()) {
      case ALWAYS -> length > 0 && length < Slab.LARGEST - 4 * BLOCK;
      case AUTO ->
          options.cache() == CacheUse.DROP
              && length >= LEAST_DIRECT
              && length < Slab.LARGEST - 4 * BLOCK;
      case NEVER -> false;
    };
  }

  private long start(final int request, final long end) {
    return isDirect(request) ? blockUp(end) + requests.offset(request) % BLOCK : end;
  }

  private long end(final int request, final long start) {
    final long end = start + requests.length(request);
    // One byte more than the request shows whether the file has grown.
    return isDirect(request) ? blockUp(end + 1) : end;
  }

  private static long blockUp(final long bytes) {
    return (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }
}
