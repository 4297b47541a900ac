package io.uring.connector.spark;

import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.scan.BatchReader;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * What was read by reference, added up over the tasks: named accumulators, which the stage's page
 * in Spark's UI shows, since a step of a query has no metrics of its own.
 */
record ReferenceTotals(
    LongAccumulator files,
    LongAccumulator bytes,
    LongAccumulator submissions,
    LongAccumulator skipped,
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
        ran);
  }

  /** For a task that is done with its reader. */
  void add(final BatchReader reader) {
    files.add(reader.counters().sum(Counter.FILES));
    bytes.add(reader.counters().sum(Counter.BYTES));
    submissions.add(reader.counters().sum(Counter.SUBMISSIONS));
    skipped.add(reader.counters().sum(Counter.SKIPPED));
    ran.add(reader);
  }
}
