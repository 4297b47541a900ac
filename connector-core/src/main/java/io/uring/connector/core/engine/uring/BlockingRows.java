package io.uring.connector.core.engine.uring;

import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadRequest;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.engine.BlockingCalls;
import io.uring.connector.core.engine.FallbackEvent;
import io.uring.connector.core.engine.PreadEngine;
import java.util.BitSet;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the rows that a ring must not read, with blocking calls; where the ring was demanded, they
 * fail. The pool is started with the first of them. Safe on any thread.
 */
final class BlockingRows implements BiConsumer<BatchRead, BitSet> {
  private static final Logger LOG = LoggerFactory.getLogger(BlockingRows.class);

  private static final String FUSE = "io_uring can repeat bytes of files on FUSE";

  private static final int READERS_PER_RING = 16;

  private final int rings;
  private final Supplier<BlockingCalls> calls;
  private @Nullable PreadEngine engine;
  private boolean closed;

  BlockingRows(final int rings, final Supplier<BlockingCalls> calls) {
    this.calls = calls;
    this.rings = rings;
  }

  @Override
  public void accept(final BatchRead read, final BitSet reported) {
    if (read.options().engine() == EngineChoice.URING) {
      refuse(read, reported, FUSE + "; set engine=auto or nio");
      return;
    }
    final PreadEngine pool;
    try {
      pool = engine(read);
    } catch (final RuntimeException | Error e) {
      // Nobody else knows of this batch any more: it would never land.
      refuse(read, reported, FUSE + ", and blocking calls cannot be made: " + e);
      return;
    }
    final int rows = read.rows() - reported.cardinality();
    read.counters().add(Counter.BLOCKING, rows);
    FallbackEvent.tell(FUSE, rows);
    pool.submit(read, reported);
  }

  void close() {
    final PreadEngine open;
    synchronized (this) {
      closed = true;
      open = engine;
    }
    if (open != null) {
      open.close();
    }
  }

  private synchronized PreadEngine engine(final BatchRead read) {
    PreadEngine open = engine;
    if (open == null) {
      LOG.warn("blocking calls read where {}: file={}", FUSE, read.files().path(read.file(0)));
      open = new PreadEngine(READERS_PER_RING * rings, calls);
      engine = open;
      if (closed) {
        open.close();
      }
    }
    return open;
  }

  private static void refuse(final BatchRead read, final BitSet reported, final String why) {
    for (int row = reported.nextClearBit(0);
        row < read.rows();
        row = reported.nextClearBit(row + 1)) {
      final ReadRequest request = read.requests().get(read.request(row));
      read.failed(
          row,
          new ReadFailure(
              ReadFailure.Kind.OTHER,
              "read",
              Errno.EOPNOTSUPP,
              request.path(),
              request.offset(),
              request.length(),
              why));
    }
  }
}
