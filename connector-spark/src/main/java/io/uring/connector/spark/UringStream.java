package io.uring.connector.spark;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.list.FileLister;
import io.uring.connector.core.list.ListOptions;
import io.uring.connector.core.list.Listing;
import io.uring.connector.spark.stream.StreamBatch;
import io.uring.connector.spark.stream.StreamedFiles;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** A load as a stream: lists anew at each trigger and reads as a batch query does. */
final class UringStream implements StreamedFiles {
  private final ListedFiles listed;
  private final ListOptions listing;
  private final Supplier<Opens> opens;
  private final LongSupplier splitBytes;
  private final Supplier<PartitionReaderFactory> readers;

  /**
   * Makes a stream of a load.
   *
   * @param opens how much of each file is read, asked for each batch
   * @param splitBytes the most that a split holds, asked for each batch
   */
  UringStream(
      final ListedFiles listed,
      final Supplier<Opens> opens,
      final LongSupplier splitBytes,
      final Supplier<PartitionReaderFactory> readers) {
    if (listed.options().manifest() != null) {
      throw new IllegalArgumentException(
          "option manifest names files that are there now, which is no stream: load the folder, or"
              + " use spark.read");
    }
    this.listed = listed;
    this.opens = opens;
    this.splitBytes = splitBytes;
    this.readers = readers;
    // Whoever cleans up may take a folder away, and a mount may be away for a while.
    listing = listed.options().listing().skippingMissing();
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
    final FileTable files = batch.files();
    final @Nullable Object[][] values = new @Nullable Object[files.directories()][];
    for (int directory = 0; directory < values.length; directory++) {
      values[directory] = partitionValues(batch, directory);
    }
    final RequestList requests = listed.options().rows(RequestList.wholeFiles(files));
    return UringPartition.plan(
        requests,
        splitBytes.getAsLong(),
        listed.options(),
        opens.get(),
        request -> values[files.directory(requests.file(request))]);
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
        final String raw = batch.partitionValue(directory, column);
        values[field] =
            PartitionColumns.value(
                raw,
                Listing.partitionText(raw),
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
}
