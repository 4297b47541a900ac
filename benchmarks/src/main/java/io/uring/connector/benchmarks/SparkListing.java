package io.uring.connector.benchmarks;

import io.uring.connector.benchmarks.TaskSide.Done;
import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Finds the files below a folder through one of Spark's formats. */
final class SparkListing {
  private final SparkSession session;
  private final String format;
  private final Path root;
  private final ListDigest expected;

  SparkListing(
      final SparkSession session, final String format, final Path root, final ListDigest expected) {
    this.session = session;
    this.format = format;
    this.root = root;
    this.expected = expected;
  }

  /** From {@code load} to the splits of the query, which does not run. */
  Done list() {
    if (load().queryExecution().toRdd().getNumPartitions() == 0) {
      throw new IllegalStateException("nothing was planned by " + format);
    }
    return new Done(expected.files(), expected.totalLength());
  }

  /** From {@code load} to the first row, content and all. */
  Done firstRow() {
    final Row row = load().limit(1).head();
    return new Done(1, row.<byte[]>getAs("content").length);
  }

  double firstRowSeconds() {
    final long start = System.nanoTime();
    firstRow();
    return (System.nanoTime() - start) / 1e9;
  }

  String digest() {
    final ListDigest digest = new ListDigest();
    // In one task: binaryFile plans one for every 32 small files.
    final Iterator<Row> rows =
        load()
            .selectExpr("path", "length", "unix_millis(modificationTime)")
            .coalesce(1)
            .toLocalIterator();
    while (rows.hasNext()) {
      final Row row = rows.next();
      digest.add(URI.create(row.getString(0)).getPath(), row.getLong(1), row.getLong(2));
    }
    return digest.text();
  }

  private Dataset<Row> load() {
    return session
        .read()
        .format(format)
        .option("recursiveFileLookup", "true")
        .load(root.toString());
  }
}
