package io.uring.connector.spark;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
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
 * Looks at each query of a session, when it is all but optimized, and tells the scans below Python
 * functions what these need. It changes no plan.
 *
 * <p>A scan is never told what is above it, and has to say whether it gives columns, so who takes
 * them can only be seen in a plan. Spark's public way to see plans while they are made is a
 * session's {@code experimental().extraOptimizations()}; the plans themselves are of classes that
 * Spark does not promise to keep. Loading this one fails with a {@link LinkageError} where they are
 * not as they were.
 */
final class PythonFunctionRule extends Rule<LogicalPlan> {
  /** {@code PythonEvalType.SQL_ARROW_BATCHED_UDF}: a plain {@code udf}, called with Arrow. */
  private static final int PLAIN = 101;

  private static final PythonFunctionRule RULE = new PythonFunctionRule();

  static {
    try {
      final Lookup lookup = MethodHandles.publicLookup();
      final MethodType scan = MethodType.methodType(Scan.class);
      lookup.findVirtual(ArrowEvalPython.class, "evalType", MethodType.methodType(int.class));
      lookup.findVirtual(DataSourceV2ScanRelation.class, "scan", scan);
      lookup.findVirtual(StreamingDataSourceV2ScanRelation.class, "scan", scan);
    } catch (final ReflectiveOperationException e) {
      throw new LinkageError("this Spark plans in another way", e);
    }
  }

  /** Set where a plan could not be looked at all the same. */
  private volatile boolean failed;

  private PythonFunctionRule() {}

  static synchronized void addTo(final SparkSession session) {
    if (!RULE.failed && !isIn(session)) {
      final ExperimentalMethods methods = session.experimental();
      final List<Rule<LogicalPlan>> rules =
          new ArrayList<>(CollectionConverters.asJava(methods.extraOptimizations()));
      rules.add(RULE);
      methods.extraOptimizations_$eq(CollectionConverters.asScala(rules).toSeq());
    }
  }

  static boolean isIn(final SparkSession session) {
    return !RULE.failed
        && CollectionConverters.asJava(session.experimental().extraOptimizations()).contains(RULE);
  }

  @Override
  public LogicalPlan apply(final LogicalPlan plan) {
    final SparkSession session = SparkSession.active();
    try {
      look(plan, PythonFunctions.plainNeedRows(session), PythonFunctions.allNeedRows(session));
    } catch (final LinkageError e) {
      // The session's other queries have nothing to do with it.
      failed = true;
      PythonFunctions.cannotLook(session, e);
    }
    return plan;
  }

  private static void look(final LogicalPlan plan, final boolean plain, final boolean all) {
    if (plan instanceof ArrowEvalPython functions) {
      final boolean rows = all || (plain && functions.evalType() == PLAIN);
      // Some operators between pass columns on and some do not: this suits both.
      for (final LogicalPlan leaf : CollectionConverters.asJava(plan.collectLeaves())) {
        if (scan(leaf) instanceof UringScan scan) {
          if (rows) {
            scan.giveRows();
          } else {
            scan.keepSplitsSmall();
          }
        }
      }
    }
    for (final LogicalPlan child : CollectionConverters.asJava(plan.children())) {
      look(child, plain, all);
    }
  }

  private static @Nullable Scan scan(final LogicalPlan leaf) {
    if (leaf instanceof DataSourceV2ScanRelation relation) {
      return relation.scan();
    }
    return leaf instanceof StreamingDataSourceV2ScanRelation relation ? relation.scan() : null;
  }
}
