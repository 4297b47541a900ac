package io.uring.connector.spark;

import io.uring.connector.core.FailureMode.Outcome;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contents of requests, in their order, on the heap. For one thread at a time, but for {@link
 * #stop}.
 */
final class ReferenceContents {
  private static final Logger LOG = LoggerFactory.getLogger(ReferenceContents.class);

  private final ReferenceOptions options;
  private final Consumer<ReadFailure> rejects;
  private final ReferenceTotals totals;

  /** Set with the first requests, and never again. */
  private volatile @Nullable Landed landed;

  private @Nullable FileBatch batch;
  private int row;

  ReferenceContents(final ReferenceOptions options, final ReferenceTotals totals) {
    this.options = options;
    this.totals = totals;
    rejects = options.rejects() == null ? failure -> {} : options.rejects().ofTask();
  }

  /** Reads more, behind what is to be read. */
  void append(final RequestList requests) throws ReadException {
    if (options.reading().onFailure(Kind.TOO_LARGE) == Outcome.FAIL) {
      ContentSource.checkLengths(
          requests,
          options.reading(),
          "set headBytes to read its start, or lengthColumn to read a part");
    }
    final Landed open = landed;
    if (open == null) {
      landed =
          new Landed(
              FileScan.of(requests).options(options.reading()).onRejected(rejects).open(),
              options,
              rejects);
    } else {
      open.reader.append(requests);
    }
  }

  /**
   * The content of a request, after those of all requests before it.
   *
   * @return null where a policy leaves it out
   */
  @Nullable ReferenceContent of(final RequestList requests, final int request) throws IOException {
    if (batch == null) {
      batch = opened().source.next();
      row = 0;
    }
    // Batches come in the order of requests. One that has no row was left out by the reader.
    if (batch == null || batch.requests() != requests || batch.request(row) != request) {
      return null;
    }
    final ReferenceContent content = content(batch);
    if (++row == batch.rows()) {
      closeBatch();
    }
    return content;
  }

  /**
   * What becomes of a row whose request is none.
   *
   * @return null where a policy leaves it out
   */
  @Nullable ReferenceContent failed(final ReadFailure failure) throws ReadException {
    final Outcome outcome = options.reading().onFailure(failure.kind());
    if (outcome == Outcome.FAIL) {
      throw new ReadException(failure);
    }
    final boolean kept = outcome == Outcome.KEEP;
    opened().reader.counters().add(kept ? Counter.FAILED : Counter.SKIPPED, 1);
    LOG.warn("{}: {}", kept ? "kept without content" : "left out", failure.message());
    rejects.accept(failure);
    return kept ? ReferenceContent.failed(failure) : null;
  }

  /** Ends all reading, for whoever waits for it too. On any thread. */
  void stop() {
    final Landed open = landed;
    if (open != null) {
      open.source.close();
    }
  }

  /** Gives back what is held, and tells what was done. Closing twice does nothing more. */
  void close() {
    closeBatch();
    final Landed open = landed;
    if (open != null && !open.told) {
      open.told = true;
      open.source.close();
      totals.add(open.reader, open.pictures);
    }
  }

  private ReferenceContent content(final FileBatch from) {
    final ReadFailure failure = from.failure(row);
    if (failure != null) {
      return ReferenceContent.failed(failure);
    }
    final ByteBuffer content = from.content(row);
    final byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    final PictureSource pictures = opened().pictures;
    final Picture picture = pictures == null ? Picture.NONE : pictures.pictures().get(row);
    return ReferenceContent.of(
        bytes, picture, picture.pixels() == null ? null : PictureColumns.origin(from, row));
  }

  private Landed opened() {
    final Landed open = landed;
    if (open == null) {
      throw new IllegalStateException("no requests have been handed over");
    }
    return open;
  }

  private void closeBatch() {
    final FileBatch read = batch;
    batch = null;
    if (read != null) {
      read.close();
    }
  }

  /** What comes from the engine. */
  private static final class Landed implements BatchSource {
    private final BatchReader reader;
    private final InputSize inputSize = new InputSize();
    private final @Nullable PictureSource pictures;

    /** This, or what looks at its batches. */
    private final BatchSource source;

    private boolean told;

    Landed(
        final BatchReader reader,
        final ReferenceOptions options,
        final Consumer<ReadFailure> rejects) {
      this.reader = reader;
      pictures =
          options.decode() == Decode.NONE
              ? null
              : new PictureSource(
                  this, options.reading(), options.decode(), options.maxPixels(), rejects);
      source = pictures == null ? this : pictures;
    }

    @Override
    public @Nullable FileBatch next() throws IOException {
      final FileBatch read = reader.next();
      inputSize.growTo(reader.counters().sum(Counter.BYTES));
      return read;
    }

    @Override
    public CustomTaskMetric[] metrics() {
      return UringMetrics.of(reader);
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
