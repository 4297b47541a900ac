package io.uring.connector.examples;

import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One reading of every byte below a folder, from listing to result.
 *
 * @param rows files
 * @param bytes of them together
 * @param seconds from listing to result
 */
record Scan(long rows, long bytes, double seconds) {
  private static final int PAIRS = 3;

  /**
   * The same files through both formats.
   *
   * @param engine what read for {@code uring}
   * @param uring the median of its runs
   * @param binaryFile the median of its runs
   */
  record Comparison(String engine, Scan uring, Scan binaryFile) {
    String summary() {
      return String.format(
          Locale.ROOT,
          "engine=%s rows=%d bytes=%d seconds=%.3f binaryFile_seconds=%.3f ratio=%.2f",
          engine,
          uring.rows,
          uring.bytes,
          uring.seconds,
          binaryFile.seconds,
          binaryFile.seconds / uring.seconds);
    }
  }

  /** The files of a folder and of all folders in it. */
  static Dataset<Row> files(final SparkSession spark, final String format, final Path folder) {
    return spark
        .read()
        .format(format)
        .option("recursiveFileLookup", "true")
        // Load takes globs, and a folder's name may look like one.
        .load(folder.toString().replaceAll("[\\\\*?\\[\\]{}]", "\\\\$0"));
  }

  /**
   * Both formats in turn, after one run of each to warm up.
   *
   * @throws IllegalStateException if they do not give the same
   */
  static Comparison compare(final SparkSession spark, final Path folder) {
    final Scan[] uring = new Scan[PAIRS];
    final Scan[] binaryFile = new Scan[PAIRS];
    final Scan first = run(spark, "uring", folder);
    final Scan second = run(spark, "binaryFile", folder);
    if (first.rows != second.rows || first.bytes != second.bytes) {
      throw new IllegalStateException("not the same: uring=" + first + ", binaryFile=" + second);
    }
    for (int pair = 0; pair < PAIRS; pair++) {
      uring[pair] = run(spark, "uring", folder);
      binaryFile[pair] = run(spark, "binaryFile", folder);
    }
    return new Comparison(engine(spark), median(uring), median(binaryFile));
  }

  private static Scan run(final SparkSession spark, final String format, final Path folder) {
    final long start = System.nanoTime();
    final Row row =
        files(spark, format, folder).selectExpr("count(*)", "sum(length(content))").head();
    final double seconds = (System.nanoTime() - start) / 1e9;
    // The sum of nothing is null.
    final Scan scan = new Scan(row.getLong(0), row.isNullAt(1) ? 0 : row.getLong(1), seconds);
    System.err.printf(
        Locale.ROOT,
        "  %-10s %,d files, %,d bytes, %.3f s%n",
        format,
        scan.rows,
        scan.bytes,
        seconds);
    return scan;
  }

  private static Scan median(final Scan[] scans) {
    return Arrays.stream(scans)
        .sorted(Comparator.comparingDouble(Scan::seconds))
        .toList()
        .get(scans.length / 2);
  }

  /** Asks an executor what reads there. */
  private static String engine(final SparkSession spark) {
    final MapFunction<Long, String> ask =
        id -> {
          try (BatchReader reader = FileScan.of(List.of()).open()) {
            return reader.engine();
          }
        };
    return spark.range(1).map(ask, Encoders.STRING()).head();
  }
}
