package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.exchange.ReusedExchangeExec;
import org.apache.spark.sql.util.QueryExecutionListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users can see that the ring reads, and that it reads in bursts. */
class RingUseTest {
  private static final int FILES = 2000;
  private static final int LENGTH = 3000;

  private static SparkSession spark;
  private static ContentTree tree;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    spark = SharedSpark.session();
    tree = new ContentTree(folder).withMany(FILES, LENGTH);
  }

  @Test
  void shouldReadManyFilesWithOneCall() throws IOException {
    Requirement.uring();
    final Dataset<Row> read =
        spark.read().format("uring").option("engine", "uring").load(tree.path());
    assertThat(read.collectAsList()).hasSize(FILES);
    final Map<String, Long> metrics = Plans.metrics(Plans.executed(read));
    assertThat(metrics)
        .containsEntry("uringFiles", (long) FILES)
        .containsEntry("uringBytes", (long) FILES * LENGTH)
        .containsEntry("uringSkipped", 0L)
        .containsEntry("uringFallbacks", 0L)
        .containsEntry("numOutputRows", (long) FILES);
    assertThat(metrics.get("uringSubmissions")).isGreaterThanOrEqualTo((long) FILES);
    assertThat(metrics.get("uringEnters")).isPositive();
    assertThat(FILES / metrics.get("uringEnters")).as("files a call").isGreaterThanOrEqualTo(4);
  }

  @Test
  void shouldCountNoCallsForBlockingReads() {
    final Dataset<Row> read =
        spark.read().format("uring").option("engine", "nio").load(tree.path());
    assertThat(read.collectAsList()).hasSize(FILES);
    assertThat(Plans.metrics(Plans.executed(read)))
        .containsEntry("uringFiles", (long) FILES)
        .containsEntry("uringSubmissions", 0L)
        .containsEntry("uringEnters", 0L)
        .containsEntry("uringFallbacks", 0L);
  }

  @Test
  void shouldTellListenersOfQueries() {
    final List<Map<String, Long>> told = new CopyOnWriteArrayList<>();
    final QueryExecutionListener listener =
        new QueryExecutionListener() {
          @Override
          public void onSuccess(final String name, final QueryExecution query, final long nanos) {
            told.add(Plans.metrics(query.executedPlan()));
          }

          @Override
          public void onFailure(
              final String name, final QueryExecution query, final Exception failure) {}
        };
    spark.listenerManager().register(listener);
    try {
      spark.read().format("uring").load(tree.path()).selectExpr("max(content)").collectAsList();
      await()
          .untilAsserted(
              () ->
                  assertThat(told)
                      .anySatisfy(
                          metrics ->
                              assertThat(metrics).containsEntry("uringFiles", (long) FILES)));
    } finally {
      spark.listenerManager().unregister(listener);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EXPLAIN", "EXPLAIN EXTENDED", "EXPLAIN FORMATTED"})
  void shouldExplainItself(final String explain) {
    spark
        .read()
        .format("uring")
        .option("engine", "nio")
        .load(tree.path())
        .createOrReplaceTempView("files");
    assertThat(spark.sql(explain + " SELECT * FROM files").head().getString(0))
        .contains("uring " + tree.path())
        .contains("engine=nio, files=" + FILES + ", bytes=" + FILES * LENGTH + ", opens=all");
    assertThat(spark.sql(explain + " SELECT path FROM files").head().getString(0))
        .contains("opens=none");
  }

  @Test
  void shouldReadOnceForBothSidesOfASelfJoin() {
    final SparkSession other = SharedSpark.session();
    other.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    for (final String adaptive : new String[] {"true", "false"}) {
      other.conf().set("spark.sql.adaptive.enabled", adaptive);
      final Dataset<Row> read = other.read().format("uring").load(tree.path());
      final Dataset<Row> totals = read.selectExpr("path AS p", "crc32(content) AS c");
      final Dataset<Row> joined =
          totals.as("a").join(totals.as("b"), "p").selectExpr("a.c - b.c AS zero");
      assertThat(joined.where("zero <> 0").collectAsList()).isEmpty();
      assertThat(joined.collectAsList()).hasSize(FILES);
      assertThat(Plans.find(Plans.executed(joined), ReusedExchangeExec.class)).isNotEmpty();
    }
  }
}
