package io.uring.connector.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.ExperimentalMethods;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.ArrowEvalPython;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2ScanRelation;
import org.apache.spark.sql.execution.datasources.v2.StreamingDataSourceV2ScanRelation;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Decides whether Spark may be handed columns where Python functions take them: all that depends on
 * Spark's version in this.
 *
 * <p>From 4.2 on, Spark sends a scan's Arrow vectors to Python as they are. Two such functions must
 * get rows instead. A plain {@code udf} on 4.2.0 waits for ever (SPARK-58241). And under {@code
 * spark.sql.execution.arrow.useLargeVarTypes} Python is told of offsets of 64 bits, whatever the
 * vectors have (SPARK-58258).
 *
 * <p>A scan is not told what is above it, so a rule in the session's optimizer looks. In a session
 * without the rule, scans give rows only.
 */
final class PythonFunctions extends Rule<LogicalPlan> {
  private static final PythonFunctions RULE = new PythonFunctions();

  /**
   * {@code PythonEvalType.SQL_ARROW_BATCHED_UDF}: a plain {@code udf} that is called with Arrow.
   */
  private static final int PLAIN = 101;

  private static final String LARGE = "spark.sql.execution.arrow.useLargeVarTypes";

  private PythonFunctions() {}

  /** Has the queries of a session looked at: of those whose planning begins after this. */
  static void watch(final SparkSession session) {
    if (!takeColumns(session)) {
      return;
    }
    synchronized (RULE) {
      if (!isWatched(session)) {
        final ExperimentalMethods methods = session.experimental();
        final List<Rule<LogicalPlan>> rules =
            new ArrayList<>(CollectionConverters.asJava(methods.extraOptimizations()));
        rules.add(RULE);
        methods.extraOptimizations_$eq(CollectionConverters.asScala(rules).toSeq());
      }
    }
  }

  /**
   * Whether a scan of the query that is being planned may give columns, until it is told not to.
   */
  static boolean mayTakeColumns() {
    final SparkSession session = SparkSession.active();
    return !takeColumns(session) || isWatched(session);
  }

  @Override
  public LogicalPlan apply(final LogicalPlan plan) {
    final SparkSession session = SparkSession.active();
    look(
        plan,
        session.version().startsWith("4.2.0"),
        Boolean.parseBoolean(session.conf().get(LARGE, "false")));
    return plan;
  }

  private static void look(final LogicalPlan plan, final boolean plainHangs, final boolean large) {
    if (plan instanceof ArrowEvalPython functions
        && (large || (plainHangs && functions.evalType() == PLAIN))) {
      // Some operators between pass columns on and some do not: rows suit both.
      for (final LogicalPlan leaf : CollectionConverters.asJava(plan.collectLeaves())) {
        if (scan(leaf) instanceof UringScan scan) {
          scan.giveRows();
        }
      }
      return;
    }
    for (final LogicalPlan child : CollectionConverters.asJava(plan.children())) {
      look(child, plainHangs, large);
    }
  }

  private static @Nullable Scan scan(final LogicalPlan leaf) {
    if (leaf instanceof DataSourceV2ScanRelation relation) {
      return relation.scan();
    }
    return leaf instanceof StreamingDataSourceV2ScanRelation relation ? relation.scan() : null;
  }

  private static boolean takeColumns(final SparkSession session) {
    return !session.version().startsWith("4.0.") && !session.version().startsWith("4.1.");
  }

  private static boolean isWatched(final SparkSession session) {
    return CollectionConverters.asJava(session.experimental().extraOptimizations()).contains(RULE);
  }
}
