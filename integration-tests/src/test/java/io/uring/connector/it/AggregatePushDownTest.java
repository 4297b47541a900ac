package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.LocalTableScanExec;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the listing can add up is there once the query is planned. */
@Tag("spark")
class AggregatePushDownTest {
  private static final String COMMA = ", (?![^(]*\\))";

  private static SparkSession spark;
  private static ContentTree tree;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    spark = SharedSpark.session();
    final String none = "__HIVE_DEFAULT_PARTITION__";
    tree =
        new ContentTree(folder)
            .with("w=1/big=9223372036854775807/s=b/r=0.5/d=2024-01-01/a", 100)
            .with("w=1/big=9223372036854775807/s=b/r=0.5/d=2024-01-01/b.jpg", 300)
            .with("w=-5/big=2/s=\u00e9/r=NaN/d=2023-01-01/c", 70_000)
            .with("w=%s/big=%s/s=%s/r=%s/d=%s/d".formatted(none, none, none, none, none), 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "count(*)",
        "count(1) AS files",
        "count(length), count(w), count(s), count(path), count(d)",
        "count(*), min(length), max(length), sum(length)",
        "min(modificationTime), max(modificationTime)",
        "min(path), max(path)",
        "sum(w), min(w), max(w), avg(w)",
        "min(s), max(s), min(d), max(d), max(big)",
        "avg(length) AS mean",
        "sum(length) / count(*), max(length) - min(length) + 1",
        "max(length(path))",
        "try_sum(length)"
      })
  void shouldTakeTotalsFromThePlan(final String aggregates) {
    for (final String condition :
        new String[] {"true", "w IS NULL OR path LIKE '%.jpg'", "length < 0"}) {
      final Dataset<Row> query = read().where(condition).selectExpr(aggregates.split(COMMA));
      final Outcome expected =
          Outcome.of(
              () ->
                  spark
                      .read()
                      .format("binaryFile")
                      .load(tree.path())
                      .where(condition)
                      .selectExpr(aggregates.split(COMMA)));
      assertThat(expected.rows()).hasSize(1);
      assertThat(Outcome.of(() -> query)).isEqualTo(expected);
      assertThat(Plans.find(Plans.executed(query), LocalTableScanExec.class)).hasSize(1);
      assertThat(Plans.find(Plans.executed(query), BatchScanExec.class)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "count(content)",
        "count(DISTINCT w)",
        "sum(DISTINCT length)",
        "sum(length + 1)",
        "sum(r), avg(r)",
        "max(r)",
        "avg(big)",
        "count(*) FILTER (WHERE length > 100)",
        "max_by(path, length)",
        "sum(length), sum(crc32(content))"
      })
  void shouldLeaveTheRestToSpark(final String aggregates) {
    new BothFormats(spark)
        .query(read -> read.selectExpr(aggregates.split(COMMA)))
        .agreeOn(1, tree.path());
    final Dataset<Row> query = read().selectExpr(aggregates.split(COMMA));
    query.collectAsList();
    assertThat(Plans.find(Plans.executed(query), BatchScanExec.class)).hasSize(1);
  }

  @Test
  void shouldLeaveGroupsToSpark() {
    new BothFormats(spark).query(read -> read.groupBy("w").count()).agreeOn(3, tree.path());
  }

  @Test
  void shouldNotAddUpWhatAFilterIsStillToChoose() {
    new BothFormats(spark)
        .query(read -> read.where("crc32(content) >= 0 AND w = 1").selectExpr("count(*)"))
        .agreeOn(1, tree.path());
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void shouldOverflowAsSparkDoes(final String ansi) {
    final SparkSession session = SharedSpark.session();
    session.conf().set("spark.sql.ansi.enabled", ansi);
    final BothFormats both = new BothFormats(session).query(read -> read.selectExpr("sum(big)"));
    if (ansi.equals("true")) {
      both.failAlike("ARITHMETIC_OVERFLOW", tree.path());
    } else {
      both.agreeOn(1, tree.path());
    }
    new BothFormats(session)
        .query(read -> read.selectExpr("try_sum(big)", "avg(big)"))
        .agreeOn(1, tree.path());
  }

  @Test
  void shouldAgreeInsideOtherQueries() {
    new BothFormats(spark)
        .query(
            read -> {
              read.createOrReplaceTempView("files");
              return spark.sql(
                  "SELECT path, (SELECT max(length) FROM files) AS most FROM files WHERE length ="
                      + " (SELECT min(length) FROM files) UNION ALL SELECT 'all', count(*) FROM"
                      + " files");
            })
        .agreeOn(2, tree.path());
    new BothFormats(spark)
        .query(read -> read.selectExpr("count(*) AS n").limit(1).where("n > 0"))
        .agreeOn(1, tree.path());
    new BothFormats(spark)
        .query(read -> read.selectExpr("count(*) AS n", "max(length) AS m").orderBy("m").limit(3))
        .agreeOn(1, tree.path());
  }

  private static Dataset<Row> read() {
    return spark.read().format("uring").load(tree.path());
  }
}
