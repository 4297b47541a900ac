package io.uring.connector.examples;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.uring.connector.core.ReadException;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.StructType;

/**
 * A folder of pictures as Spark sees it: what is in its folders, what the pictures' dimensions are,
 * and how long reading it all takes with {@code uring} and with {@code binaryFile}.
 *
 * <pre>spark-submit --class io.uring.connector.examples.ImageFolders … /data/images</pre>
 */
public final class ImageFolders {
  private static final int TABLE_ROWS = 15;

  private static final StructType PICTURE =
      StructType.fromDDL("format string, width int, height int");

  private static final UserDefinedFunction DECODE =
      udf((UDF1<byte[], Row>) PictureHeader::decode, PICTURE);

  private ImageFolders() {}

  /**
   * Runs on the master that {@code spark.master} names.
   *
   * @param args the folder
   * @throws Exception if there is no such folder, or Spark fails
   */
  public static void main(final String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("usage: ImageFolders FOLDER");
      System.exit(2);
    }
    try {
      run(Path.of(args[0]).toRealPath());
    } catch (final Exception e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      if (!(cause instanceof ReadException)) {
        throw e;
      }
      System.err.println("Not every file can be read: " + cause.getMessage());
      System.exit(1);
    }
  }

  private static void run(final Path folder) throws IOException {
    final Scan.Comparison comparison;
    try (SparkSession spark = SparkSession.builder().appName("image folders").getOrCreate()) {
      final Dataset<Row> files = Scan.files(spark, "uring", folder);

      System.out.println("What is in " + folder);
      sizes(files, folder).show(TABLE_ROWS, false);

      System.out.println("Its pictures");
      Progress.tell(spark, files.count(), () -> pictures(files).show(TABLE_ROWS, false));

      comparison = Scan.compare(spark, folder);
    }
    System.out.println(comparison.summary());
  }

  /** Needs the listing only: no file is opened. */
  private static Dataset<Row> sizes(final Dataset<Row> files, final Path root) {
    final int prefix = "file:".length() + (root.getNameCount() == 0 ? 0 : root.toString().length());
    final Column inRoot = expr("substring(path, " + (prefix + 2) + ")");
    final Column folder = regexp_extract(inRoot, "^(.*)/", 1);
    return files
        .groupBy(when(folder.equalTo(""), ".").otherwise(folder).as("folder"))
        .agg(
            count(lit(1)).as("files"),
            round(sum("length").divide(1e6), 1).as("MB"),
            round(avg("length").divide(1e3), 1).as("mean kB"))
        .orderBy(col("MB").desc(), col("folder"));
  }

  private static Dataset<Row> pictures(final Dataset<Row> files) {
    final Column pixels = col("picture.width").multiply(col("picture.height"));
    return files
        .select(col("length"), DECODE.apply(col("content")).as("picture"))
        .groupBy(
            when(col("picture").isNull(), "(no picture)")
                .otherwise(col("picture.format"))
                .as("format"),
            when(pixels.lt(100_000), "0 to 0.1 MP")
                .when(pixels.lt(500_000), "0.1 to 0.5 MP")
                .when(pixels.lt(2_000_000), "0.5 to 2 MP")
                .when(pixels.geq(2_000_000), "2 MP and more")
                .otherwise("")
                .as("size"))
        .agg(
            count(lit(1)).as("files"),
            round(avg("picture.width")).cast("int").as("mean width"),
            round(avg("picture.height")).cast("int").as("mean height"),
            round(avg("length").divide(1e3), 1).as("mean kB"))
        .orderBy("format", "size");
  }
}
