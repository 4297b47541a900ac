package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a join's other side holds rules out files before they are opened. */
@Tag("spark")
class RuntimeFilterTest {
  private static SparkSession spark;
  private static ContentTree tree;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    spark = SharedSpark.session();
    tree = new ContentTree(folder);
    for (int i = 0; i < 100; i++) {
      tree.with("p=" + i % 10 + "/p.q=x" + i % 4 + "/f" + i, 2000);
    }
  }

  @ParameterizedTest
  @CsvSource({"path,5", "p,10", "p.q,25"})
  void shouldOpenOnlyWhatTheJoinMeets(final String column, final int files) {
    for (final String columnar : new String[] {"true", "false"}) {
      final Dataset<Row> labels = labels(column);
      final Dataset<Row> read =
          spark.read().format("uring").option("columnar", columnar).load(tree.path());
      final Dataset<Row> joined =
          read.join(
                  functions.broadcast(labels),
                  read.col("`" + column + "`").equalTo(labels.col("key")))
              .select("path", "content");
      final long before = ReadCounters.jvm().sum(Counter.FILES);
      final Outcome actual = Outcome.of(() -> joined);
      assertThat(ReadCounters.jvm().sum(Counter.FILES) - before).isEqualTo(files);
      final Dataset<Row> other = spark.read().format("binaryFile").load(tree.path());
      assertThat(actual)
          .isEqualTo(
              Outcome.of(
                  () ->
                      other
                          .join(labels, other.col("`" + column + "`").equalTo(labels.col("key")))
                          .select("path", "content")));
      assertThat(Plans.executed(joined).toString()).contains("files=" + files + ",");
    }
  }

  /** Keys of some files with a filter on them: without one Spark does not look for keys first. */
  private static Dataset<Row> labels(final String column) {
    final String key =
        switch (column) {
          case "path" ->
              "concat('file:" + tree.path() + "/p=', id % 10, '/p.q=x', id % 4, '/f', id)";
          case "p" -> "CAST(id AS INT)";
          default -> "concat('x', id)";
        };
    final int most = column.equals("path") ? 5 : 1;
    return spark.range(1000).where("id < " + most).selectExpr(key + " AS key");
  }
}
