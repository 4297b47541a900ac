package io.uring.connector.benchmarks;

import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A query over a table that names files, with their content.
 *
 * @param name what tables and charts call it
 * @param engine what reads
 * @param rows path, label and content
 */
record ReferenceSide(String name, String engine, Dataset<Row> rows) implements Side {
  @Override
  public String digest() {
    return rows.selectExpr(
            "count(*)",
            "sum(length(content))",
            "sum(cast(xxhash64(path, label, content) as decimal(38, 0)))")
        .head()
        .mkString("-");
  }

  @Override
  public Run run() throws IOException {
    final Stopwatch watch = Stopwatch.start();
    final Row row = rows.selectExpr("count(label)", "sum(length(content))").head();
    final Run run = watch.stop(engine, row.getLong(0), row.getLong(1));
    if (engine.startsWith("uring") != run.submissions() > 0) {
      throw new IllegalStateException(
          "another engine ran: expected=" + engine + ", submissions=" + run.submissions());
    }
    return run;
  }
}
