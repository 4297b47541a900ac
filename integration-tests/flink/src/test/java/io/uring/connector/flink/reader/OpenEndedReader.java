package io.uring.connector.flink.reader;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRow;
import io.uring.connector.flink.split.FileSplit;
import io.uring.connector.flink.split.FileSplitState;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/** A reader whose splits never end: with nothing left, they stay in its state. */
final class OpenEndedReader<T>
    extends SingleThreadMultiplexSourceReaderBase<FileRow, T, FileSplit, FileSplitState> {
  private final ReaderLease lease;

  private OpenEndedReader(
      final ReaderLease lease,
      final FileDeserializer<T> deserializer,
      final SourceReaderContext context) {
    super(
        () -> new OpenEnded<>(new FileSplitReader(lease)),
        new RowEmitter<>(deserializer, new ReaderMetrics(lease, context.metricGroup())),
        context.getConfiguration(),
        context);
    this.lease = lease;
  }

  static <T> OpenEndedReader<T> of(
      final FileDeserializer<T> deserializer,
      final ReadOptions options,
      final SourceReaderContext context) {
    return new OpenEndedReader<>(new ReaderLease(options, WantedRows.ALL), deserializer, context);
  }

  @Override
  protected void onSplitFinished(final Map<String, FileSplitState> finished) {
    throw new AssertionError("ended: " + finished.keySet());
  }

  @Override
  protected FileSplitState initializedState(final FileSplit split) {
    return new FileSplitState(split);
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

  /** Reads as another, and keeps the ends of splits to itself. */
  private record OpenEnded<E>(SplitReader<E, FileSplit> reader)
      implements SplitReader<E, FileSplit> {
    @Override
    public RecordsWithSplitIds<E> fetch() throws IOException {
      return new Endless<>(reader.fetch());
    }

    @Override
    public void handleSplitsChanges(final SplitsChange<FileSplit> change) {
      reader.handleSplitsChanges(change);
    }

    @Override
    public void pauseOrResumeSplits(
        final Collection<FileSplit> toPause, final Collection<FileSplit> toResume) {
      reader.pauseOrResumeSplits(toPause, toResume);
    }

    @Override
    public void wakeUp() {
      reader.wakeUp();
    }

    @Override
    public void close() throws Exception {
      reader.close();
    }
  }

  private record Endless<E>(RecordsWithSplitIds<E> records) implements RecordsWithSplitIds<E> {
    @Override
    public String nextSplit() {
      return records.nextSplit();
    }

    @Override
    public E nextRecordFromSplit() {
      return records.nextRecordFromSplit();
    }

    @Override
    public Set<String> finishedSplits() {
      return Set.of();
    }

    @Override
    public void recycle() {
      records.recycle();
    }
  }
}
