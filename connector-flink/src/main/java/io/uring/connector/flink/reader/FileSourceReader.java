package io.uring.connector.flink.reader;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.scan.IdleEngines;
import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRow;
import io.uring.connector.flink.host.HostFolders;
import io.uring.connector.flink.split.FileSplit;
import io.uring.connector.flink.split.FileSplitState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads splits, of which the next one comes while the last one is read, so that the engine has work
 * all the time. It is not asked for earlier than that: Flink holds back a subtask's watermark for
 * each split of which there is no record yet. For the subtask's thread.
 *
 * @param <T> the type of the records
 */
@Internal
@SuppressWarnings("try") // Flink's close() may be interrupted
public final class FileSourceReader<T>
    extends SingleThreadMultiplexSourceReaderBase<FileRow, T, FileSplit, FileSplitState> {
  /** With fewer at the end of one, Flink would end the fetcher's thread between two splits. */
  private static final int SPLITS_AT_HAND = 2;

  private final ReaderLease lease;
  private final ReaderMetrics metrics;

  /** The split that came last; null where it has ended, or none has come. */
  private @Nullable FileSplitState last;

  /** Whether a split is on its way, or there is none. */
  private boolean isAsked;

  /** What this host has; null where all hosts see the same files. */
  private final @Nullable HostFolders folders;

  private FileSourceReader(
      final ReaderLease lease,
      final ReaderMetrics metrics,
      final @Nullable HostFolders folders,
      final FileDeserializer<T> deserializer,
      final SourceReaderContext context) {
    super(
        () -> new FileSplitReader(lease),
        new RowEmitter<>(deserializer, metrics),
        context.getConfiguration(),
        context);
    this.lease = lease;
    this.metrics = metrics;
    this.folders = folders;
  }

  /**
   * Makes a reader that has nothing to read yet.
   *
   * @param deserializer makes records
   * @param options how to read
   * @param wanted which rows are asked for
   * @param folders what this host has, closed by the reader; null where all hosts see the same
   *     files
   * @param context of the subtask
   * @param <T> the type of the records
   * @return a reader that the subtask closes
   */
  public static <T> FileSourceReader<T> of(
      final FileDeserializer<T> deserializer,
      final ReadOptions options,
      final WantedRows wanted,
      final @Nullable HostFolders folders,
      final SourceReaderContext context) {
    context
        .getUserCodeClassLoader()
        .registerReleaseHookIfAbsent("uring-engines", FileSourceReader::endEngines);
    final ReaderLease lease =
        new ReaderLease(TaskMemory.budget(options, context.getConfiguration()), wanted);
    return new FileSourceReader<>(
        lease, new ReaderMetrics(lease, context.metricGroup()), folders, deserializer, context);
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
    if (folders != null) {
      folders.start();
    }
    ask();
  }

  @Override
  public InputStatus pollNext(final ReaderOutput<T> output) throws Exception {
    ask();
    return super.pollNext(output);
  }

  @Override
  public void addSplits(final List<FileSplit> splits) {
    final List<FileSplit> own = folders == null ? splits : folders.own(splits);
    if (!own.isEmpty()) {
      super.addSplits(own);
    }
  }

  @Override
  public List<FileSplit> snapshotState(final long checkpoint) {
    final List<FileSplit> splits = super.snapshotState(checkpoint);
    if (folders == null) {
      return splits;
    }
    final List<FileSplit> all = new ArrayList<>(splits);
    all.addAll(folders.astray());
    return all;
  }

  @Override
  public void handleSourceEvents(final SourceEvent event) {
    if (folders == null) {
      super.handleSourceEvents(event);
    } else {
      folders.handle(event);
    }
  }

  @Override
  protected void onSplitFinished(final Map<String, FileSplitState> finished) {
    finished.values().forEach(metrics::end);
    if (finished.containsValue(last)) {
      last = null;
    }
    ask();
  }

  @Override
  protected FileSplitState initializedState(final FileSplit split) {
    final FileSplitState state = new FileSplitState(split);
    metrics.begin(state);
    last = state;
    isAsked = false;
    return state;
  }

  private void ask() {
    if (!isAsked
        && getNumberOfCurrentlyAssignedSplits() < SPLITS_AT_HAND
        && (last == null || last.isHalfRead())) {
      isAsked = true;
      context.sendSplitRequest();
    }
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
      if (folders != null) {
        folders.close();
      }
      lease.close();
    }
  }
}
