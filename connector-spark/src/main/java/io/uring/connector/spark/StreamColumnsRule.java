package io.uring.connector.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.ExperimentalMethods;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.datasources.v2.StreamingDataSourceV2ScanRelation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Looks at each micro-batch of a stream, when it is all but optimized, and tells its scan which
 * columns the query takes, so that files need not be opened for the others. It changes no plan.
 *
 * <p>Spark pushes nothing into a stream: the scan is asked for all columns. Plans are seen as
 * {@link PythonFunctionRule} sees them. Where a Spark's plans are not as they are known here, all
 * columns are read.
 */
final class StreamColumnsRule extends Rule<LogicalPlan> {
  private static final Logger LOG = LoggerFactory.getLogger(StreamColumnsRule.class);

  private static final StreamColumnsRule RULE = new StreamColumnsRule();

  private StreamColumnsRule() {}

  /** To be called with the session that a stream has of its own. */
  static void addTo(final SparkSession session) {
    final ExperimentalMethods methods = session.experimental();
    final List<Rule<LogicalPlan>> rules =
        new ArrayList<>(CollectionConverters.asJava(methods.extraOptimizations()));
    if (!rules.contains(RULE)) {
      rules.add(RULE);
      methods.extraOptimizations_$eq(CollectionConverters.asScala(rules).toSeq());
    }
  }

  @Override
  public LogicalPlan apply(final LogicalPlan plan) {
    final Map<UringScan, Set<String>> wanted = new HashMap<>();
    try {
      look(plan, null, wanted);
      wanted.forEach(UringScan::want);
    } catch (final LinkageError e) {
      LOG.debug("plans of this Spark cannot be looked at: streams read all columns", e);
    }
    return plan;
  }

  /**
   * Goes down to the scans.
   *
   * @param taken what is taken of a plan's columns by those right above it that take no others;
   *     null where all may be taken
   */
  private static void look(
      final LogicalPlan plan,
      final @Nullable List<AttributeSet> taken,
      final Map<UringScan, Set<String>> wanted) {
    if (plan instanceof StreamingDataSourceV2ScanRelation relation
        && relation.scan() instanceof UringScan scan) {
      final Set<String> names = wanted.computeIfAbsent(scan, key -> new HashSet<>());
      for (final AttributeReference column : CollectionConverters.asJava(relation.output())) {
        if (taken == null || isIn(column, taken)) {
          names.add(column.name());
        }
      }
      return;
    }
    final List<AttributeSet> below;
    if (plan instanceof Project) {
      below = List.of(plan.references());
    } else if (plan instanceof Filter && taken != null) {
      below = new ArrayList<>(taken);
      below.add(plan.references());
    } else {
      below = null;
    }
    for (final LogicalPlan child : CollectionConverters.asJava(plan.children())) {
      look(child, below, wanted);
    }
  }

  private static boolean isIn(final Attribute column, final List<AttributeSet> taken) {
    return taken.stream().anyMatch(columns -> columns.contains(column));
  }
}
