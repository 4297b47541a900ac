package io.uring.connector.spark;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.list.FileLister;
import io.uring.connector.core.list.ListOptions;
import io.uring.connector.core.list.Listing;
import io.uring.connector.core.plan.Split;
import io.uring.connector.core.plan.SplitPlanner;
import io.uring.connector.spark.stream.StreamBatch;
import io.uring.connector.spark.stream.StreamedFiles;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** A load as a stream: lists anew at each trigger and reads as a batch query does. */
final class UringStream implements StreamedFiles {
  private final ListedFiles listed;
  private final ListOptions listing;
  private final long mostBytes;
  private final Supplier<PartitionReaderFactory> readers;

  /**
   * Makes a stream of a load.
   *
   * @param mostBytes how many bytes of a file are read at most
   */
  UringStream(
      final ListedFiles listed,
      final long mostBytes,
      final Supplier<PartitionReaderFactory> readers) {
    if (listed.options().manifest() != null) {
      throw new IllegalArgumentException(
          "option manifest names files that are there now, which is no stream: load the folder, or"
              + " use spark.read");
    }
    this.listed = listed;
    this.mostBytes = mostBytes;
    this.readers = readers;
    listing = skippingMissing(listed.options().listing());
  }

  @Override
  public Listing list() {
    try {
      return FileLister.list(listed.options().roots(), listing);
    } catch (final IOException e) {
      throw SparkErrors.ofListing(e);
    }
  }

  @Override
  public InputPartition[] plan(final StreamBatch batch) {
    final ReadOptions reading = listed.options().reading();
    final FileTable files = batch.files();
    final @Nullable Object[][] values = new @Nullable Object[files.directories()][];
    for (int directory = 0; directory < values.length; directory++) {
      values[directory] = partitionValues(batch, directory);
    }
    final RequestList requests =
        listed.options().rows(RequestList.wholeFiles(files)).heads(mostBytes);
    final List<Split> splits =
        SplitPlanner.plan(requests, reading.splitBytes(), listed.options().leastSplits());
    final InputPartition[] partitions = new InputPartition[splits.size()];
    for (int i = 0; i < partitions.length; i++) {
      final Split split = splits.get(i);
      final FileTable part = split.requests().files();
      final @Nullable Object[][] own = new @Nullable Object[part.directories()][];
      for (int row = 0; row < split.requests().size(); row++) {
        own[part.directory(split.requests().file(row))] =
            values[files.directory(requests.file(split.planned(row)))];
      }
      partitions[i] = new UringPartition(i, split.requests(), own);
    }
    return partitions;
  }

  @Override
  public PartitionReaderFactory readers() {
    return readers.get();
  }

  /** In the order of the table's partition columns, whose types were fixed when it was loaded. */
  private @Nullable Object[] partitionValues(final StreamBatch batch, final int directory) {
    final StructField[] fields = listed.partitionSchema().fields();
    final @Nullable Object[] values = new @Nullable Object[fields.length];
    for (int field = 0; field < fields.length; field++) {
      final int column = column(batch.columns(), fields[field].name());
      if (column >= 0) {
        values[field] =
            PartitionColumns.value(
                batch.rawValue(directory, column),
                batch.value(directory, column),
                fields[field].name(),
                new PartitionCast(fields[field].dataType(), listed.rules()),
                listed.rules());
      }
    }
    return values;
  }

  private int column(final List<String> columns, final String name) {
    for (int column = 0; column < columns.size(); column++) {
      final String other = columns.get(column);
      if (listed.rules().caseSensitive() ? other.equals(name) : other.equalsIgnoreCase(name)) {
        return column;
      }
    }
    return -1;
  }

  /** Whoever cleans up after a stream may take a folder away while it is listed. */
  private static ListOptions skippingMissing(final ListOptions of) {
    return new ListOptions(
        of.nameGlob(),
        of.modifiedAfterMillis(),
        of.modifiedBeforeMillis(),
        of.recursive(),
        of.includeHidden(),
        of.skipEmpty(),
        true,
        of.literalRoots(),
        of.basePath(),
        of.ignoreInvalidPartitions(),
        of.caseSensitive(),
        of.threads());
  }
}
