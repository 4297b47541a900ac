package io.uring.connector.spark;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.scan.BatchReader;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * What was read by reference, added up over the tasks: named accumulators, which the stage's page
 * in Spark's UI shows, since a step of a query has no metrics of its own.
 */
record ReferenceTotals(
    LongAccumulator files,
    LongAccumulator bytes,
    LongAccumulator submissions,
    LongAccumulator skipped,
    LongAccumulator failed,
    EnginesThatRan ran)
    implements Serializable {

  /** Registers all with a driver. */
  static ReferenceTotals register(final SparkContext context) {
    final EnginesThatRan ran = new EnginesThatRan();
    context.register(ran, "uring engine");
    return new ReferenceTotals(
        context.longAccumulator("uring files read"),
        context.longAccumulator("uring bytes read"),
        context.longAccumulator("uring submissions"),
        context.longAccumulator("uring files left out"),
        context.longAccumulator("uring files kept without content"),
        ran);
  }

  /**
   * For a task that is done with its reader.
   *
   * @param pictures what has looked at its batches, or null
   */
  void add(final BatchReader reader, final @Nullable PictureSource pictures) {
    add(reader.counters());
    if (pictures != null) {
      add(pictures.besides());
    }
    ran.add(reader);
  }

  private void add(final ReadCounters counters) {
    files.add(counters.sum(Counter.FILES));
    bytes.add(counters.sum(Counter.BYTES));
    submissions.add(counters.sum(Counter.SUBMISSIONS));
    skipped.add(counters.sum(Counter.SKIPPED));
    failed.add(counters.sum(Counter.FAILED));
  }
}
