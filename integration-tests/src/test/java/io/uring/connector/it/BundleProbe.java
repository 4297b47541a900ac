package io.uring.connector.it;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What {@link BundleIT} runs in other JVMs: one read in both formats, with csv and parquet, and by
 * manifests in both.
 */
final class BundleProbe {
  private BundleProbe() {}

  /**
   * Reads.
   *
   * @param arguments the folder to read, a folder to write to, in which there are pictures, and the
   *     option {@code engine}
   */
  public static void main(final String[] arguments) {
    final SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "1")
            .getOrCreate();
    System.out.println("java=" + Runtime.version().feature());
    final Dataset<Row> files =
        spark
            .read()
            .format("uring")
            .option("engine", arguments[2])
            .option("splitBytes", "64k")
            .load(arguments[0]);
    System.out.println("tasks=" + files.rdd().getNumPartitions());
    System.out.println("uring=" + digest(files));
    System.out.println(
        "binaryFile=" + digest(spark.read().format("binaryFile").load(arguments[0])));
    final Dataset<Row> metadata = files.select("path", "length");
    metadata.write().option("header", "true").csv(arguments[1] + "/csv");
    metadata.write().parquet(arguments[1] + "/parquet");
    System.out.println(
        "csv=" + spark.read().option("header", "true").csv(arguments[1] + "/csv").count());
    System.out.println("parquet=" + spark.read().parquet(arguments[1] + "/parquet").count());
    for (final String format : new String[] {"csv", "parquet"}) {
      final Dataset<Row> listed =
          spark
              .read()
              .format("uring")
              .option("engine", arguments[2])
              .option("manifest", arguments[1] + "/" + format)
              .load();
      System.out.println(format + "Manifest=" + digest(listed));
    }
    final Dataset<Row> pictures =
        spark.read().format("uring").option("decode", "image").load(arguments[1] + "/pictures");
    System.out.println(
        "pictures=" + pictures.select("image.width", "image.nChannels").collectAsList());
    spark.stop();
  }

  private static String digest(final Dataset<Row> files) {
    final List<Row> rows =
        files
            .selectExpr(
                "count(*)",
                "sum(length(content))",
                "sum(cast(conv(substring(sha2(content, 256), 1, 8), 16, 10) AS bigint))",
                "bit_xor(xxhash64(path, modificationTime, length, content))")
            .collectAsList();
    return rows.get(0).toString();
  }
}
