package io.uring.connector.spark;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.plan.SplitPlanner;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * One query's view of the files: cuts them into splits on the driver. Two scans of the same load
 * with the same columns and filters are equal, so that Spark runs one for both.
 */
final class UringScan implements Scan, Batch, SupportsReportStatistics {
  /** What a row takes without its content, for the optimizer. */
  private static final long METADATA_BYTES = 100;

  private final ListedFiles listed;
  private final List<FileFilter> filters;
  private final StructType required;
  private final ChosenFiles chosen;
  private final EnginesThatRan ran = new EnginesThatRan();

  UringScan(final ListedFiles listed, final List<FileFilter> filters, final StructType required) {
    this.listed = listed;
    this.filters = List.copyOf(filters);
    this.required = required;
    chosen = ChosenFiles.of(listed, this.filters);
  }

  @Override
  public StructType readSchema() {
    return required;
  }

  @Override
  public String description() {
    final RequestList requests = chosen.requests();
    final int files = requests.files().size();
    return "uring "
        + listed.options().source()
        + " (engine="
        + listed.options().reading().engine().name().toLowerCase(Locale.ROOT)
        + (ran.isZero() ? "" : ", ran=" + String.join(" and ", ran.value()))
        + ", files="
        + files
        + (requests.size() == files ? "" : ", rows=" + requests.size())
        + ", bytes="
        + requests.totalLength()
        + ", opens="
        + (readsContent() ? "all" : "none")
        + (filters.isEmpty() ? "" : ", of=" + listed.requests().size())
        + ")";
  }

  @Override
  public ColumnarSupportMode columnarSupportMode() {
    return listed.options().columnar()
        ? ColumnarSupportMode.SUPPORTED
        : ColumnarSupportMode.UNSUPPORTED;
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    final ReadOptions reading = listed.options().reading();
    final RequestList requests = chosen.requests();
    final List<RequestList> splits =
        SplitPlanner.plan(
            requests.heads(reading.headBytes()),
            reading.splitBytes(),
            listed.options().leastSplits());
    final InputPartition[] partitions = new InputPartition[splits.size()];
    int first = 0;
    for (int i = 0; i < partitions.length; i++) {
      final RequestList split = splits.get(i);
      partitions[i] = new UringPartition(split, chosen.partitionValues(split, first));
      first += split.size();
    }
    return partitions;
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    register();
    final SparkOptions options = listed.options();
    return new UringReaderFactory(
        required,
        listed.partitionSchema(),
        options.reading(),
        options.maxLength(),
        options.columnar(),
        readsContent(),
        ran);
  }

  @Override
  public Statistics estimateStatistics() {
    final RequestList requests = chosen.requests();
    final long rows = requests.size();
    final long bytes = rows * METADATA_BYTES + (readsContent() ? requests.totalLength() : 0);
    return new Statistics() {
      @Override
      public OptionalLong sizeInBytes() {
        return OptionalLong.of(bytes);
      }

      @Override
      public OptionalLong numRows() {
        return OptionalLong.of(rows);
      }
    };
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return UringMetrics.all();
  }

  @Override
  public CustomTaskMetric[] reportDriverMetrics() {
    return UringMetrics.of(listed);
  }

  @Override
  public boolean equals(final @Nullable Object other) {
    return other instanceof UringScan scan
        && scan.listed == listed
        && scan.filters.equals(filters)
        && scan.required.equals(required);
  }

  @Override
  public int hashCode() {
    return Objects.hash(System.identityHashCode(listed), filters, required);
  }

  /** A scan may run more than once. */
  private synchronized void register() {
    if (!ran.isRegistered()) {
      SparkContext.getOrCreate().register(ran, "uring engine");
    }
  }

  private boolean readsContent() {
    return List.of(required.fieldNames()).contains(FileColumns.CONTENT)
        && !List.of(listed.partitionSchema().fieldNames()).contains(FileColumns.CONTENT);
  }
}
