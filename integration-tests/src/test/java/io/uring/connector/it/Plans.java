package io.uring.connector.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.jdk.javaapi.CollectionConverters;

/** Looks into plans that have run. */
final class Plans {
  private Plans() {}

  static SparkPlan executed(final Dataset<Row> query) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) query).queryExecution().executedPlan();
  }

  /** All operators of a plan of this kind, those behind adaptive stages too. */
  static <P> List<P> find(final SparkPlan plan, final Class<P> kind) {
    final List<P> found = new ArrayList<>();
    collect(plan, kind, found);
    return found;
  }

  /** The metrics of the scans, added up. */
  static Map<String, Long> metrics(final SparkPlan plan) {
    final Map<String, Long> sums = new TreeMap<>();
    for (final BatchScanExec scan : find(plan, BatchScanExec.class)) {
      for (final Map.Entry<String, SQLMetric> metric :
          CollectionConverters.asJava(scan.metrics()).entrySet()) {
        sums.merge(metric.getKey(), metric.getValue().value(), Long::sum);
      }
    }
    return sums;
  }

  private static <P> void collect(final SparkPlan plan, final Class<P> kind, final List<P> found) {
    if (kind.isInstance(plan)) {
      found.add(kind.cast(plan));
    }
    if (plan instanceof AdaptiveSparkPlanExec adaptive) {
      collect(adaptive.executedPlan(), kind, found);
    } else if (plan instanceof QueryStageExec stage) {
      collect(stage.plan(), kind, found);
    }
    for (final SparkPlan child : CollectionConverters.asJava(plan.children())) {
      collect(child, kind, found);
    }
  }
}
