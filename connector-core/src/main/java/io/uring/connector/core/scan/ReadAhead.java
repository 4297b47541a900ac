package io.uring.connector.core.scan;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.memory.Slab;
import io.uring.connector.core.memory.SlabLease;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a list of requests into batches, and decides when each is read: so far ahead that a disk has
 * enough to do, or, from the page cache, by the consumer in the moment it asks. Safe on any thread.
 *
 * <p>What comes from the page cache comes at once. There a slab that stays in the cache of the
 * consumer's processor is worth more than a batch that waits in another one.
 */
final class ReadAhead {
  /** Batches read ahead for each ring: one that is read, one that waits behind it. */
  private static final int BATCHES_AHEAD = 2;

  /** The most read ahead for each ring, so that files just below the batch size fill the queue. */
  private static final int MOST_BATCHES_AHEAD = 8;

  /** Batches in a row for which no disk was waited for, before the consumer reads for itself. */
  private static final int CACHED_IN_A_ROW = 8;

  private final ReadOptions options;
  private final ReadCounters counters;
  private final SharedEngines.EngineShare engine;
  private final SlabLease lease;

  /** Batches that the engine has, in plan order. Guarded by this, as all below. */
  private final Deque<BatchRead> ahead = new ArrayDeque<>();

  private long rowsAhead;

  /** The list that batches are cut from now. */
  private RequestList requests;

  private int nextRequest;

  /** The lists behind it. */
  private final Deque<RequestList> later = new ArrayDeque<>();

  /** Batches that are still left to the engine's threads, as a disk has been waited for. */
  private int leftToEngine;

  private boolean closed;

  /** A request of a list that is not to be read. */
  record TooLarge(RequestList requests, int request) {}

  ReadAhead(
      final RequestList requests,
      final ReadOptions options,
      final ReadCounters counters,
      final SharedEngines.EngineShare engine,
      final SlabLease lease) {
    this.requests = requests;
    this.options = options;
    this.counters = counters;
    this.engine = engine;
    this.lease = lease;
  }

  /**
   * The batch that is to be handed out next, which may not have landed yet; reads it, where that is
   * quicker than waiting for it. For one consumer at a time.
   *
   * @return null after the last, and before a {@linkplain #takeTooLarge request} that is too large
   * @throws IllegalStateException after {@link #close()}, or where the memory budget has no room
   */
  @Nullable BatchRead head() throws InterruptedException {
    while (true) {
      final boolean itself;
      final int rows;
      final int bytes;
      synchronized (this) {
        checkOpen();
        fill();
        rows = rowsOfNext();
        if (!ahead.isEmpty() || rows == 0) {
          return ahead.peekFirst();
        }
        itself = consumerReads();
        bytes = bytesOf(rows);
      }
      read(rows, lease.acquire(bytes), itself);
    }
  }

  /** Requests behind those that are there. A batch holds requests of one list only. */
  synchronized void append(final RequestList more) {
    checkOpen();
    later.addLast(more);
    fill();
  }

  /** Lets go of the head, which has landed. */
  synchronized void take() throws IOException {
    if (closed) {
      // Whoever closed has seen to the slab.
      throw new IOException("the reader was closed while a batch was waited for");
    }
    rowsAhead -= ahead.removeFirst().rows();
    leftToEngine = engine.engine().isWaiting() ? CACHED_IN_A_ROW : Math.max(0, leftToEngine - 1);
    fill();
  }

  /** The next request where it is too large, which is thereby done with; else null. */
  synchronized @Nullable TooLarge takeTooLarge() {
    return hasRequests() && rowsOfNext() == 0 ? new TooLarge(requests, nextRequest++) : null;
  }

  /** The next batch if the engine has it or can have it now, without any waiting. */
  synchronized @Nullable BatchRead peek() {
    fill();
    return ahead.peekFirst();
  }

  /**
   * Ends this.
   *
   * @return the batches that the engine still has; null where it has been closed before
   */
  synchronized @Nullable List<BatchRead> close() {
    if (closed) {
      return null;
    }
    closed = true;
    final List<BatchRead> left = new ArrayList<>(ahead);
    ahead.clear();
    return left;
  }

  private void read(final int rows, final Slab slab, final boolean itself) {
    @Nullable BatchRead batch = null;
    try {
      synchronized (this) {
        checkOpen();
        batch = add(rows, slab);
      }
    } finally {
      if (batch == null) {
        slab.release();
      }
    }
    if (!itself) {
      engine.engine().submit(batch);
      return;
    }
    engine.engine().read(batch);
    if (!batch.hasLanded()) {
      synchronized (this) {
        leftToEngine = CACHED_IN_A_ROW;
      }
    }
  }

  private void fill() {
    final int rings = engine.ringsPerUser();
    final long rowsWanted = 3L * rings * options.queueDepth() / 2;
    while (!closed && !consumerReads() && hasRequests()) {
      final boolean wanted =
          ahead.size() < rings * BATCHES_AHEAD
              || (rowsAhead < rowsWanted
                  && ahead.size() < rings * MOST_BATCHES_AHEAD
                  && (leftToEngine > 0 || engine.engine().isWaiting()));
      final int rows = wanted ? rowsOfNext() : 0;
      final Slab slab = rows == 0 ? null : lease.tryAcquire(bytesOf(rows));
      if (slab == null) {
        return;
      }
      engine.engine().submit(add(rows, slab));
    }
  }

  /** Whether the consumer is to read, rather than one ring for it: then nothing is read ahead. */
  private boolean consumerReads() {
    return leftToEngine == 0 && engine.ringsPerUser() == 1 && !engine.engine().isWaiting();
  }

  /** Whether any request is left; goes on to the list that has the next one. */
  private boolean hasRequests() {
    while (nextRequest == requests.size() && !later.isEmpty()) {
      requests = later.removeFirst();
      nextRequest = 0;
    }
    return nextRequest < requests.size();
  }

  private BatchRead add(final int rows, final Slab slab) {
    final BatchRead batch = new BatchRead(requests, nextRequest, rows, slab, counters, options);
    nextRequest += rows;
    rowsAhead += rows;
    ahead.addLast(batch);
    BatchEvent.follow(batch, engine.engine().name());
    return batch;
  }

  /**
   * Rows of the next batch: as many as fit, or one that is larger; 0 where it is too large, or
   * nothing is left.
   */
  private int rowsOfNext() {
    if (!hasRequests()) {
      return 0;
    }
    final int most = Math.min(options.batchRows(), requests.size() - nextRequest);
    final long largest = Math.min(options.maxLength(), Slab.LARGEST);
    long bytes = 0;
    int rows = 0;
    while (rows < most) {
      final long length = requests.length(nextRequest + rows);
      bytes += length;
      if (length > largest || (bytes > options.batchBytes() && rows > 0)) {
        break;
      }
      rows++;
    }
    return rows;
  }

  private int bytesOf(final int rows) {
    final long bytes = BatchRead.bytes(requests, nextRequest, rows, options);
    // Batches of small files share slabs of one size, whatever they add up to.
    return (int) Math.max(bytes, options.batchBytes());
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the reader is closed");
    }
  }
}
