package io.uring.connector.core.scan;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FailureMode.Outcome;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.ReadRequest;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.engine.FallbackEvent;
import io.uring.connector.core.memory.NoRoomException;
import io.uring.connector.core.memory.Slab;
import io.uring.connector.core.memory.SlabLease;
import io.uring.connector.core.memory.SlabPool;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out the batches of a list of requests in plan order, and keeps the engine reading ahead
 * while the consumer works. For one consumer at a time, on any thread; {@link #close()} may come
 * from another.
 */
public final class BatchReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchReader.class);

  private final ReadOptions options;
  private final Consumer<ReadFailure> onRejected;
  private final ReadCounters counters = ReadCounters.create();
  private final SharedEngines.EngineShare engine;
  private final SlabLease lease;
  private final SplitReadEvent event = new SplitReadEvent();

  private final ReadAhead ahead;

  /** The first requests that there were, of which the event names one. */
  private RequestList first;

  private long requests;

  BatchReader(
      final RequestList requests,
      final ReadOptions options,
      final Consumer<ReadFailure> onRejected) {
    this.options = options;
    this.onRejected = onRejected;
    event.begin();
    engine = SharedEngines.acquire(options);
    final String reason = engine.fallbackReason();
    if (reason != null) {
      FallbackEvent.tell(reason, requests.size());
    }
    lease = SlabPool.jvm().lease(options.memoryBudget());
    ahead = new ReadAhead(requests, options, counters, engine, lease);
    first = requests;
    this.requests = requests.size();
  }

  /**
   * Reads more, behind what is left to be read: for a consumer that learns what it wants while it
   * goes. After that {@link #next()} goes on, also where it has returned null. To be called by the
   * consumer, between two calls of {@link #next()}.
   *
   * @param more requests, each cut to {@code headBytes}; no batch holds requests of two such lists
   * @throws IllegalStateException after {@link #close()}
   */
  public void append(final RequestList more) {
    if (requests == 0) {
      first = more;
    }
    requests += more.size();
    ahead.append(more.heads(options.headBytes()).chunks(options.chunkSize()));
  }

  /**
   * Waits for the next batch.
   *
   * @return a batch of at least one row that the caller closes, or null after the last
   * @throws ReadException if a request failed and the options do not say to leave it out or to keep
   *     its row; its batch is dropped, and a further call goes on behind it
   * @throws InterruptedIOException if the thread is interrupted while it waits
   * @throws NoRoomException if the memory budget has no room and nobody is about to give any back;
   *     says which option to raise
   */
  public @Nullable FileBatch next() throws IOException {
    final long start = System.nanoTime();
    try {
      while (true) {
        final BatchRead head = ahead.head();
        final ReadAhead.TooLarge tooLarge = head == null ? ahead.takeTooLarge() : null;
        final FileBatch batch;
        if (head != null) {
          head.await();
          batch = take(head);
        } else if (tooLarge != null) {
          batch = take(tooLarge);
        } else {
          return null;
        }
        if (batch != null) {
          counters.add(Counter.BATCHES, 1);
          return batch;
        }
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      final InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while waiting for a batch");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      counters.add(Counter.WAIT_NANOS, System.nanoTime() - start);
    }
  }

  /**
   * Asks for the next batch without waiting for it. Not to be called again before the future is
   * done.
   *
   * @return completes with what {@link #next()} returns or throws, on a thread of the common pool
   */
  public CompletableFuture<@Nullable FileBatch> nextAsync() {
    final BatchRead head = ahead.peek();
    return head == null
        ? CompletableFuture.supplyAsync(this::nextUnchecked)
        : head.whenLanded().thenApplyAsync(landed -> nextUnchecked());
  }

  /**
   * What this reader has done so far.
   *
   * @return counters that go on counting
   */
  public ReadCounters counters() {
    return counters;
  }

  /**
   * What really reads.
   *
   * @return such as {@code uring/syscall} or {@code nio}
   */
  public String engine() {
    return engine.engine().name();
  }

  /**
   * Why io_uring is not used though it would have been taken.
   *
   * @return the reason, or null where nothing fell back
   */
  public @Nullable String fallbackReason() {
    return engine.fallbackReason();
  }

  /**
   * Off-heap bytes that this reader and the batches it handed out hold now.
   *
   * @return bytes
   */
  public long heldBytes() {
    return lease.heldBytes();
  }

  /**
   * Stops reading ahead. Batches that have been handed out stay as they are until they are closed;
   * memory that the engine still has comes back when its reads have ended. Closing twice does
   * nothing.
   */
  @Override
  public void close() {
    final List<BatchRead> left = ahead.close();
    if (left == null) {
      return;
    }
    for (final BatchRead batch : left) {
      batch.cancel();
      batch.onLanded(() -> batch.slab().release());
    }
    lease.close();
    engine.release();
    event.closed(first, requests, engine(), fallbackReason(), counters);
  }

  /** The row of a request that is not opened, or null where it is left out. */
  private @Nullable FileBatch take(final ReadAhead.TooLarge tooLarge) throws ReadException {
    final ReadRequest of = tooLarge.requests().get(tooLarge.request());
    final ReadFailure failure =
        new ReadFailure(
            ReadFailure.Kind.TOO_LARGE,
            "read",
            Errno.EFBIG,
            of.path(),
            of.offset(),
            of.length(),
            "a row holds at most "
                + Math.min(options.maxLength(), Slab.LARGEST)
                + " bytes; set chunkSize to read it as rows of chunks, or headBytes to read its"
                + " start");
    return keep(failure)
        ? FileBatch.failed(tooLarge.requests(), tooLarge.request(), failure)
        : null;
  }

  private @Nullable FileBatch take(final BatchRead head) throws IOException {
    ahead.take();
    boolean taken = false;
    try {
      if (head.hasFailures()) {
        for (int row = 0; row < head.rows(); row++) {
          final ReadFailure failure = head.failure(row);
          if (failure != null) {
            keep(failure);
          }
        }
      }
      final FileBatch batch = LandedRows.of(head, options);
      taken = batch != null && batch.hasContent();
      return batch;
    } finally {
      if (!taken) {
        head.slab().release();
      }
    }
  }

  /** Whether a request without bytes has a row; if it has none, that is the policy's will. */
  private boolean keep(final ReadFailure failure) throws ReadException {
    final Outcome outcome = options.onFailure(failure.kind());
    if (outcome == Outcome.FAIL) {
      throw new ReadException(failure);
    }
    final boolean kept = outcome == Outcome.KEEP;
    counters.add(kept ? Counter.FAILED : Counter.SKIPPED, 1);
    LOG.warn("{}: {}", kept ? "kept without content" : "left out", failure.message());
    onRejected.accept(failure);
    return kept;
  }

  private @Nullable FileBatch nextUnchecked() {
    try {
      return next();
    } catch (final IOException e) {
      throw new CompletionException(e);
    }
  }
}
