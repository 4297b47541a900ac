package io.uring.connector.spark;

import io.uring.connector.core.RequestList;
import io.uring.connector.spark.stream.FileStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.connector.read.SupportsRuntimeV2Filtering;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One query's view of the files: cuts them into splits on the driver. Two scans that give the same
 * columns of the same files are equal, also of two loads, so that Spark runs one for both. Or a
 * stream's view, which is equal to no other.
 */
final class UringScan implements Batch, SupportsReportStatistics, SupportsRuntimeV2Filtering {
  private static final Logger LOG = LoggerFactory.getLogger(UringScan.class);

  private static final int MOST_CHARACTERS = 1000;

  /** 1 GiB of heap, Spark's default, is a budget of 512 MiB: enough for 24 tasks at once. */
  private static final long KEPT_BYTES = 16 << 20;

  private final ListedFiles listed;
  private final ChosenFiles chosen;
  private final List<String> pushed;
  private final StructType required;
  private final EnginesThatRan ran = new EnginesThatRan();

  /** Cleared where a Python function above the scan must not take columns. */
  private volatile boolean columnar;

  /** Whether this is a stream, which finds its files at each trigger. */
  private volatile boolean isStream;

  /** Columns of a stream that some plan of it takes; null as long as none has been looked at. */
  private volatile @Nullable Set<String> wanted;

  /** The most that a split holds, in bytes. */
  private volatile long splitBytes;

  /** What is left for a run when the filters are known that it makes itself. */
  private volatile ChosenFiles planned;

  /**
   * Describes a scan.
   *
   * @param listed what the load found
   * @param chosen what the query wants of it
   * @param pushed what has been used up in choosing, for people
   * @param required the columns that the query needs
   */
  UringScan(
      final ListedFiles listed,
      final ChosenFiles chosen,
      final List<String> pushed,
      final StructType required) {
    this.listed = listed;
    this.chosen = chosen;
    this.pushed = List.copyOf(pushed);
    this.required = required;
    columnar = listed.options().columnar() && PythonFunctions.mayTakeColumns();
    splitBytes = listed.options().reading().splitBytes();
    planned = chosen;
  }

  /** From now on Spark is handed rows. To be called before the query's physical plan is made. */
  void giveRows() {
    columnar = false;
  }

  /**
   * Of a stream: columns that a plan takes. No plan has run when it says so, and what one has taken
   * is there for all of them: two plans may have a scan in common.
   */
  synchronized void want(final Set<String> columns) {
    final Set<String> all = new HashSet<>(columns);
    if (wanted != null) {
      all.addAll(wanted);
    }
    wanted = all;
  }

  /** The columns that are to have values: the others may be null where files need be read. */
  private StructType needed() {
    final Set<String> taken = wanted;
    return taken == null
        ? required
        : new StructType(
            Arrays.stream(required.fields())
                .filter(field -> taken.contains(field.name()))
                .toArray(StructField[]::new));
  }

  private Opens opens() {
    return Opens.of(needed(), listed.partitionSchema(), listed.options().decode());
  }

  /**
   * For a query that keeps all batches of a task until it ends. To be called as {@link #giveRows}
   * is.
   */
  void keepSplitsSmall() {
    if (opens() != Opens.NONE) {
      splitBytes = Math.min(splitBytes, KEPT_BYTES);
    }
  }

  @Override
  public StructType readSchema() {
    return required;
  }

  @Override
  public String description() {
    return "uring "
        + listed.options().source()
        + " (engine="
        + listed.options().reading().engine().name().toLowerCase(Locale.ROOT)
        + (ran.isZero() ? "" : ", ran=" + String.join(" and ", ran.value()))
        + (isStream ? ", stream" : files())
        + ", opens="
        + opens()
        + (pushed.isEmpty() ? "" : ", of=" + listed.requests().size())
        + (pushed.isEmpty() ? "" : ", pushed=" + abbreviated(pushed.toString()))
        + ")";
  }

  private String files() {
    final RequestList requests = planned.requests();
    final int files = requests.files().size();
    return ", files="
        + files
        + (requests.size() == files ? "" : ", rows=" + requests.size())
        + ", bytes="
        + requests.totalLength();
  }

  /** A filter may list thousands of values. */
  private static String abbreviated(final String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "\u2026]";
  }

  @Override
  public ColumnarSupportMode columnarSupportMode() {
    return columnar ? ColumnarSupportMode.SUPPORTED : ColumnarSupportMode.UNSUPPORTED;
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  /** From here on, what the load has found is of no use. */
  @Override
  public MicroBatchStream toMicroBatchStream(final String checkpointLocation) {
    isStream = true;
    try {
      StreamColumnsRule.addTo(SparkSession.active());
    } catch (final LinkageError e) {
      LOG.debug("plans of this Spark cannot be looked at: the stream reads all columns", e);
    }
    listed.forget();
    return new FileStream(
        new UringStream(listed, this::opens, () -> splitBytes, this::createReaderFactory),
        listed.options().streaming(),
        checkpointLocation,
        SparkContext.getOrCreate().hadoopConfiguration());
  }

  @Override
  public InputPartition[] planInputPartitions() {
    final ChosenFiles run = planned;
    return UringPartition.plan(
        run.requests(), splitBytes, listed.options(), opens(), run::partitionValues);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    register();
    final SparkOptions options = listed.options();
    return new UringReaderFactory(
        required,
        needed(),
        listed.partitionSchema(),
        options.reading(),
        columnar,
        options.decode(),
        options.maxPixels(),
        Rejects.of(options.rejectsPath()),
        ran);
  }

  /** Those that are read: Spark finds no others in what a scan gives. */
  @Override
  public NamedReference[] filterAttributes() {
    final List<String> partitions = List.of(listed.partitionSchema().fieldNames());
    final List<NamedReference> columns = new ArrayList<>();
    for (final String name : required.fieldNames()) {
      if (name.equals(FileColumns.PATH) || partitions.contains(name)) {
        columns.add(Expressions.column("`" + name.replace("`", "``") + "`"));
      }
    }
    return columns.toArray(new NamedReference[0]);
  }

  /** Takes what the other side of a join turned out to hold; Spark plans the splits after it. */
  @Override
  public void filter(final Predicate[] predicates) {
    final List<FileFilter> filters = new ArrayList<>();
    for (final Predicate predicate : predicates) {
      final FileFilter filter = FileFilter.of(predicate, listed);
      if (filter != null) {
        filters.add(filter);
      }
    }
    planned = chosen.where(filters);
  }

  @Override
  public Statistics estimateStatistics() {
    return isStream
        ? ScanStatistics.UNKNOWN
        : ScanStatistics.of(
            chosen.requests().heads(listed.options().reading().headBytes()),
            required,
            listed.partitionSchema());
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return UringMetrics.all();
  }

  @Override
  public CustomTaskMetric[] reportDriverMetrics() {
    return isStream ? new CustomTaskMetric[0] : UringMetrics.of(listed);
  }

  @Override
  public boolean equals(final @Nullable Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof UringScan scan
        && !isStream
        && !scan.isStream
        && scan.required.equals(required)
        && scan.chosen.equals(chosen);
  }

  @Override
  public int hashCode() {
    return isStream ? System.identityHashCode(this) : Objects.hash(chosen, required);
  }

  /** A scan may run more than once. */
  private synchronized void register() {
    if (!ran.isRegistered()) {
      SparkContext.getOrCreate().register(ran, "uring engine");
    }
  }
}
