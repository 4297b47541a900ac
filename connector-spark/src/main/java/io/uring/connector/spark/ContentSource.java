package io.uring.connector.spark;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FailureMode.Outcome;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.jspecify.annotations.Nullable;

/** Batches with the files' bytes, from the engine of this executor. */
final class ContentSource implements BatchSource {
  private final RequestList requests;
  private final ReadOptions options;
  private final BatchReader reader;
  private final EnginesThatRan ran;
  private final InputSize inputSize = new InputSize();
  private boolean checked;

  ContentSource(
      final RequestList requests,
      final ReadOptions options,
      final EnginesThatRan ran,
      final Consumer<ReadFailure> rejects) {
    this.requests = requests;
    this.options = options;
    this.ran = ran;
    reader = FileScan.of(requests).options(options).onRejected(rejects).open();
  }

  @Override
  public @Nullable FileBatch next() throws IOException {
    try {
      if (!checked && options.onFailure(Kind.TOO_LARGE) == Outcome.FAIL) {
        checkLengths(
            requests,
            options,
            "set chunkSize to read it as rows of chunks, or headBytes to read its start");
        checked = true;
      }
      final FileBatch batch = reader.next();
      inputSize.growTo(reader.counters().sum(Counter.BYTES));
      return batch;
    } catch (final ReadException e) {
      throw SparkErrors.ofReading(e);
    }
  }

  @Override
  public CustomTaskMetric[] metrics() {
    return UringMetrics.of(reader);
  }

  @Override
  public void close() {
    ran.add(reader);
    reader.close();
  }

  /**
   * Before anything is opened, as {@code binaryFile} does it for each file.
   *
   * @param remedy what the user may do
   */
  static void checkLengths(
      final RequestList requests, final ReadOptions options, final String remedy)
      throws ReadException {
    for (int i = 0; i < requests.size(); i++) {
      if (requests.length(i) > options.maxLength()) {
        throw new ReadException(
            new ReadFailure(
                Kind.TOO_LARGE,
                "open",
                Errno.EFBIG,
                requests.get(i).path(),
                requests.offset(i),
                requests.length(i),
                "it exceeds the max length allowed, spark.sql.sources.binaryFile.maxLength="
                    + options.maxLength()
                    + "; "
                    + remedy));
      }
    }
  }
}
