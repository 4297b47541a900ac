package io.uring.connector.it;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What {@link SqlMetricsTest} runs where the sandbox denies io_uring. */
final class FallbackProbe {
  private FallbackProbe() {}

  /**
   * Reads, and says what the plan and its metrics show.
   *
   * @param arguments the folder to read, and an option with its value
   */
  public static void main(final String[] arguments) {
    final SparkSession spark = SharedSpark.session();
    final Dataset<Row> read =
        spark.read().format("uring").option(arguments[1], arguments[2]).load(arguments[0]);
    System.out.println("before=" + plan(read));
    System.out.println("tasks=" + read.javaRDD().getNumPartitions());
    System.out.println("rows=" + read.collectAsList().size());
    System.out.println("fallbacks=" + Plans.metrics(Plans.executed(read)).get("uringFallbacks"));
    System.out.println("after=" + plan(read));
    spark.stop();
  }

  private static String plan(final Dataset<Row> query) {
    return Plans.executed(query).toString().replace('\n', ' ');
  }
}
