package io.uring.connector.core.engine;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.memory.Slab;
import io.uring.connector.core.memory.SlabPool;

/** Batches of two empty files. */
final class TwoRows {
  static final RequestList REQUESTS = requests();

  private static final Slab SLAB = slab();
  private static final ReadOptions OPTIONS = ReadOptions.builder().build();

  private TwoRows() {}

  static BatchRead batch(final ReadCounters counters) {
    return new BatchRead(REQUESTS, 0, 2, SLAB, counters, OPTIONS);
  }

  private static RequestList requests() {
    final FileTable.Builder files = FileTable.builder();
    files.addPath(new byte[] {'/', 'a'}, 0, 0, false);
    files.addPath(new byte[] {'/', 'b'}, 0, 0, false);
    return RequestList.wholeFiles(files.build());
  }

  private static Slab slab() {
    try {
      return SlabPool.jvm().lease(1 << 20).acquire(1);
    } catch (final InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
