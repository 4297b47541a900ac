package io.uring.connector.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.sum;

import io.uring.connector.spark.Uring;
import java.io.IOException;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Makes a table of images from a table of labels: a CSV file with the columns {@code path} and
 * {@code label}, and others if it likes, becomes Parquet with the same columns and each file's
 * bytes.
 *
 * <pre>
 * spark-submit --class io.uring.connector.examples.LabeledImages … labels.csv /data/images.parquet
 * </pre>
 */
public final class LabeledImages {
  private LabeledImages() {}

  /**
   * Runs on the master that {@code spark.master} names.
   *
   * @param args the CSV file, and the folder to be written
   * @throws IOException if Spark cannot be closed
   */
  public static void main(final String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: LabeledImages LABELS.csv OUT");
      System.exit(2);
    }
    try (SparkSession spark = SparkSession.builder().appName("labeled images").getOrCreate()) {
      final Dataset<Row> labels = spark.read().option("header", "true").csv(args[0]);
      // A CSV file is one partition for Spark, and each partition is read by one task.
      final Dataset<Row> spread = labels.repartition(4 * spark.sparkContext().defaultParallelism());
      Uring.withContent(spread, "path", Map.of("ignoreMissingFiles", "true"))
          .write()
          .parquet(args[1]);

      System.out.println("What is in " + args[1]);
      spark
          .read()
          .parquet(args[1])
          .groupBy("label")
          .agg(count("content").as("images"), sum(length(col("content"))).as("bytes"))
          .orderBy("label")
          .show(false);
    }
  }
}
