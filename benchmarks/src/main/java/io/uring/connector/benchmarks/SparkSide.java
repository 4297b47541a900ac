package io.uring.connector.benchmarks;

import java.io.IOException;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A query over files in one of Spark's formats, from listing to result. */
final class SparkSide implements Side {
  // Sums do not depend on the order of rows. Decimals do not overflow as ANSI longs would.
  static final String[] EVERYTHING = {
    "count(*)",
    "sum(length)",
    "sum(cast(xxhash64(path, modificationTime, length, content) as decimal(38, 0)))"
  };

  private final String format;
  private final String engine;
  private final SparkSession session;
  private final DataSet data;
  private final Map<String, String> options;

  SparkSide(
      final String format,
      final String engine,
      final SparkSession session,
      final DataSet data,
      final Map<String, String> options) {
    this.format = format;
    this.engine = engine;
    this.session = session;
    this.data = data;
    this.options = options;
  }

  @Override
  public String name() {
    return format;
  }

  @Override
  public String digest() {
    return rows().selectExpr(EVERYTHING).head().mkString("-");
  }

  @Override
  public Run run() throws IOException {
    final Stopwatch watch = Stopwatch.start();
    final Row row = rows().selectExpr("count(*)", "sum(length(content))").head();
    return watch.stop(engine, row.getLong(0), row.getLong(1)).checked();
  }

  private Dataset<Row> rows() {
    return session
        .read()
        .format(format)
        .option("recursiveFileLookup", "true")
        .options(options)
        .load(data.root().toString());
  }
}
