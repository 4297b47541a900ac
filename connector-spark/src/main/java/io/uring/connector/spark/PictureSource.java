package io.uring.connector.spark;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FailureMode.Outcome;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.ReadRequest;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.image.BrokenPictureException;
import io.uring.connector.core.image.LargePictureException;
import io.uring.connector.core.image.PictureDecoder;
import io.uring.connector.core.image.PictureFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files of another source's batches as pictures, and hands each batch on in parts: a
 * part ends where its pixels would be too many, and before a row that is left out.
 */
final class PictureSource implements BatchSource {
  private static final Logger LOG = LoggerFactory.getLogger(PictureSource.class);

  /** Pixels of a part, in bytes, but for its last picture. */
  private static final long PART_BYTES = 32 << 20;

  private final BatchSource source;
  private final ReadOptions options;
  private final Decode decode;
  private final long maxPixels;
  private final Consumer<ReadFailure> rejects;
  private final ReadCounters besides = ReadCounters.apart();
  private final InputSize inputSize = new InputSize();

  private @Nullable FileBatch batch;
  private @Nullable PictureHeads heads;

  /** The batch's next row. */
  private int row;

  /** Of that row, where it has been looked at and is not to be had. */
  private @Nullable ReadFailure failure;

  private List<Picture> pictures = List.of();

  /** Whether somebody is in {@link #next()}: then it closes the batch. Guarded by this. */
  private boolean inUse;

  /** Guarded by this. */
  private boolean closed;

  /**
   * Wraps a source.
   *
   * @param source brings files, or heads of files where headers are wanted; closed with this
   * @param options how to read what is missing of headers, and what to leave out
   * @param decode what is wanted
   * @param maxPixels the most pixels of a picture that are decoded
   * @param rejects is told of what is left out, or kept without content
   */
  PictureSource(
      final BatchSource source,
      final ReadOptions options,
      final Decode decode,
      final long maxPixels,
      final Consumer<ReadFailure> rejects) {
    this.rejects = rejects;
    this.source = source;
    this.options = options;
    this.decode = decode;
    this.maxPixels = maxPixels;
  }

  @Override
  public @Nullable FileBatch next() throws IOException {
    begin();
    try {
      return nextPart();
    } catch (final ReadException e) {
      throw SparkErrors.ofReading(e);
    } finally {
      end();
    }
  }

  private @Nullable FileBatch nextPart() throws IOException {
    while (true) {
      if (failure != null) {
        final ReadFailure of = failure;
        failure = null;
        row++;
        skipOrThrow(of);
      }
      final FileBatch from = batch == null || row == batch.rows() ? open() : batch;
      if (from == null) {
        return null;
      }
      lookAt(from);
      if (!pictures.isEmpty()) {
        final FileBatch part = from.slice(row - pictures.size(), row);
        if (row == from.rows()) {
          closeBatch();
        }
        return part;
      }
    }
  }

  /** The pictures of the batch that was handed out last, one for each of its rows. */
  List<Picture> pictures() {
    return pictures;
  }

  /** What has been done besides the other source. */
  ReadCounters besides() {
    return besides;
  }

  @Override
  public CustomTaskMetric[] metrics() {
    return UringMetrics.plus(source.metrics(), besides);
  }

  @Override
  public void close() {
    source.close();
    synchronized (this) {
      closed = true;
      if (!inUse) {
        closeBatch();
      }
    }
  }

  /** Who decodes holds on to the bytes, also where another thread ends the task meanwhile. */
  private synchronized void begin() throws IOException {
    if (closed) {
      throw new IOException("the reader is closed");
    }
    inUse = true;
  }

  private synchronized void end() {
    inUse = false;
    if (closed) {
      closeBatch();
    }
  }

  private @Nullable FileBatch open() throws IOException {
    closeBatch();
    row = 0;
    batch = source.next();
    if (batch != null && decode == Decode.HEADER) {
      heads = PictureHeads.of(batch, options, besides, rejects);
      inputSize.growTo(besides.sum(Counter.BYTES));
    }
    return batch;
  }

  private void closeBatch() {
    final FileBatch last = batch;
    batch = null;
    heads = null;
    if (last != null) {
      last.close();
    }
  }

  /** Goes from row to row until a part is full, or a row has failed. */
  private void lookAt(final FileBatch from) {
    final List<Picture> part = new ArrayList<>();
    long bytes = 0;
    while (row < from.rows() && bytes < PART_BYTES) {
      if (heads != null && heads.isGone(row)) {
        if (!part.isEmpty()) {
          break;
        }
        row++;
        continue;
      }
      if (from.failure(row) != null) {
        part.add(Picture.NONE);
        row++;
        continue;
      }
      try {
        final Picture picture = picture(from);
        part.add(picture);
        bytes += picture.bytes();
        row++;
      } catch (final BrokenPictureException e) {
        failure = failure(from, Kind.CORRUPT, Errno.EILSEQ, String.valueOf(e.getMessage()));
      } catch (final LargePictureException e) {
        failure =
            failure(
                from,
                Kind.TOO_LARGE,
                Errno.EFBIG,
                e.getMessage() + ": raise the option maxPixels if it is to be decoded");
      }
      if (failure != null) {
        if (options.onFailure(failure.kind()) != Outcome.KEEP) {
          break;
        }
        from.fail(row, failure);
        rejected(failure, Counter.FAILED, "kept without content");
        failure = null;
        part.add(Picture.NONE);
        row++;
      }
    }
    pictures = part;
  }

  private Picture picture(final FileBatch from)
      throws BrokenPictureException, LargePictureException {
    if (heads != null) {
      return new Picture(heads.header(row), null);
    }
    final ByteBuffer content = from.content(row);
    final PictureFormat format = PictureFormat.of(content);
    return new Picture(
        null, format == null ? null : PictureDecoder.decode(content, format, maxPixels));
  }

  private ReadFailure failure(
      final FileBatch from, final Kind kind, final int errno, final String detail) {
    final ReadRequest request = from.requests().get(from.request(row));
    return new ReadFailure(
        kind, "decode", errno, request.path(), request.offset(), request.length(), detail);
  }

  private void skipOrThrow(final ReadFailure of) throws ReadException {
    if (options.onFailure(of.kind()) != Outcome.DROP) {
      throw new ReadException(of);
    }
    rejected(of, Counter.SKIPPED, "left out");
  }

  private void rejected(final ReadFailure of, final Counter counter, final String how) {
    besides.add(counter, 1);
    LOG.warn("{}: {}", how, of.message());
    rejects.accept(of);
  }
}
