package io.uring.connector.spark;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether Spark may be handed columns where Python functions take them: all that depends on
 * Spark's version in this.
 *
 * <p>From 4.2 on, Spark sends a scan's Arrow vectors to Python as they are. Two such functions must
 * get rows instead. A plain {@code udf} on 4.2.0 waits for ever (SPARK-58241). And under {@code
 * spark.sql.execution.arrow.useLargeVarTypes} Python is told of offsets of 64 bits, whatever the
 * vectors have (SPARK-58258).
 *
 * <p>Where columns go to Python, no operator closes a batch before its task ends: splits are small
 * then, so that all tasks of an executor fit into the memory budget.
 *
 * <p>{@link PythonFunctionRule} looks for these functions. In a session where it cannot, scans give
 * rows only.
 */
final class PythonFunctions {
  private static final Logger LOG = LoggerFactory.getLogger(PythonFunctions.class);

  private static final String LARGE = "spark.sql.execution.arrow.useLargeVarTypes";

  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private PythonFunctions() {}

  /** Has the queries of a session looked at: of those whose planning begins after this. */
  static void watch(final SparkSession session) {
    if (!takeColumns(session)) {
      return;
    }
    try {
      PythonFunctionRule.addTo(session);
    } catch (final LinkageError e) {
      cannotLook(session, e);
    }
  }

  /**
   * Whether a scan of the query that is being planned may give columns, until it is told not to.
   */
  static boolean mayTakeColumns() {
    final SparkSession session = SparkSession.active();
    if (!takeColumns(session)) {
      return true;
    }
    try {
      return PythonFunctionRule.isIn(session);
    } catch (final LinkageError e) {
      cannotLook(session, e);
      return false;
    }
  }

  /** Whether plain functions, where Spark calls them with Arrow, must get rows. */
  static boolean plainNeedRows(final SparkSession session) {
    return session.version().startsWith("4.2.0");
  }

  /** Whether all functions that Spark calls with Arrow must get rows. */
  static boolean allNeedRows(final SparkSession session) {
    return Boolean.parseBoolean(session.conf().get(LARGE, "false"));
  }

  /** Says once that a Spark is not as those that are known. */
  static void cannotLook(final SparkSession session, final LinkageError error) {
    if (TOLD.compareAndSet(false, true)) {
      LOG.warn(
          "queries of Spark {} cannot be looked at for Python functions: they get rows, not"
              + " columns",
          session.version(),
          error);
    }
  }

  private static boolean takeColumns(final SparkSession session) {
    return !session.version().startsWith("4.0.") && !session.version().startsWith("4.1.");
  }
}
