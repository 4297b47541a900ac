package io.uring.connector.flink.reader;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.scan.IdleEngines;
import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRow;
import io.uring.connector.flink.split.FileSplit;
import io.uring.connector.flink.split.FileSplitState;
import java.util.Map;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;

/**
 * Reads splits, two at hand at any time, so that the engine has work while the next one is on its
 * way. For the subtask's thread.
 *
 * @param <T> the type of the records
 */
@Internal
@SuppressWarnings("try") // Flink's close() may be interrupted
public final class FileSourceReader<T>
    extends SingleThreadMultiplexSourceReaderBase<FileRow, T, FileSplit, FileSplitState> {
  /** With fewer, Flink would end the fetcher's thread between two splits. */
  private static final int SPLITS_AT_HAND = 2;

  private final ReaderLease lease;
  private final ReaderMetrics metrics;

  private FileSourceReader(
      final ReaderLease lease,
      final ReaderMetrics metrics,
      final FileDeserializer<T> deserializer,
      final SourceReaderContext context) {
    super(
        () -> new FileSplitReader(lease),
        new RowEmitter<>(deserializer, metrics),
        context.getConfiguration(),
        context);
    this.lease = lease;
    this.metrics = metrics;
  }

  /**
   * Makes a reader that has nothing to read yet.
   *
   * @param deserializer makes records
   * @param options how to read
   * @param wanted which rows are asked for
   * @param context of the subtask
   * @param <T> the type of the records
   * @return a reader that the subtask closes
   */
  public static <T> FileSourceReader<T> of(
      final FileDeserializer<T> deserializer,
      final ReadOptions options,
      final WantedRows wanted,
      final SourceReaderContext context) {
    context
        .getUserCodeClassLoader()
        .registerReleaseHookIfAbsent("uring-engines", FileSourceReader::endEngines);
    final ReaderLease lease =
        new ReaderLease(TaskMemory.budget(options, context.getConfiguration()), wanted);
    return new FileSourceReader<>(
        lease, new ReaderMetrics(lease, context.metricGroup()), deserializer, context);
  }

  /** Their threads would go on for a while with classes whose loader is closed. */
  private static void endEngines() {
    try {
      IdleEngines.end();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void start() {
    for (int at = getNumberOfCurrentlyAssignedSplits(); at < SPLITS_AT_HAND; at++) {
      context.sendSplitRequest();
    }
  }

  @Override
  protected void onSplitFinished(final Map<String, FileSplitState> finished) {
    finished.values().forEach(metrics::end);
    if (getNumberOfCurrentlyAssignedSplits() < SPLITS_AT_HAND) {
      finished.forEach((split, state) -> context.sendSplitRequest());
    }
  }

  @Override
  protected FileSplitState initializedState(final FileSplit split) {
    final FileSplitState state = new FileSplitState(split);
    metrics.begin(state);
    return state;
  }

  @Override
  protected FileSplit toSplitType(final String id, final FileSplitState state) {
    return state.split();
  }

  @Override
  public void close() throws Exception {
    try {
      super.close();
    } finally {
      lease.close();
    }
  }
}
