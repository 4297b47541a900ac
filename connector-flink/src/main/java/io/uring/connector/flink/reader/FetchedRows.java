package io.uring.connector.flink.reader;

import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.flink.FileRow;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.jspecify.annotations.Nullable;

/** A batch of a split, or word that a split has ended, or nothing. For one thread at a time. */
final class FetchedRows implements RecordsWithSplitIds<FileRow> {
  private final ReaderLease lease;
  private final @Nullable FileBatch batch;
  private final @Nullable FileRow row;
  private final Set<String> finished;
  private @Nullable String split;

  private FetchedRows(
      final ReaderLease lease,
      final @Nullable String split,
      final @Nullable FileBatch batch,
      final Set<String> finished) {
    this.lease = lease;
    this.split = split;
    this.batch = batch;
    this.finished = finished;
    row = batch == null ? null : new FileRow(batch);
    if (row != null) {
      row.goTo(-1);
    }
  }

  static FetchedRows of(final ReaderLease lease, final String split, final FileBatch batch) {
    return new FetchedRows(lease, split, batch, Set.of());
  }

  static FetchedRows end(final ReaderLease lease, final String split) {
    return new FetchedRows(lease, null, null, Set.of(split));
  }

  static FetchedRows nothing(final ReaderLease lease) {
    return new FetchedRows(lease, null, null, Set.of());
  }

  @Override
  public @Nullable String nextSplit() {
    final String once = split;
    split = null;
    return once;
  }

  @Override
  public @Nullable FileRow nextRecordFromSplit() {
    if (batch == null || row == null || row.number() + 1 == batch.rows()) {
      return null;
    }
    // One behind where the last record has left it, which may be one of several rows.
    row.goTo(row.number() + 1);
    return row;
  }

  @Override
  public Set<String> finishedSplits() {
    return finished;
  }

  @Override
  public void recycle() {
    if (batch != null) {
      lease.recycle(batch);
    }
  }
}
