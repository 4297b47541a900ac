package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where two loads find the same, Spark reads it once. */
@Tag("spark")
class EqualScansTest {
  private static final int FILES = 20;

  private static SparkSession spark;
  private static ContentTree tree;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    spark = SharedSpark.session();
    tree = new ContentTree(folder);
    for (int i = 0; i < FILES; i++) {
      tree.with("p=" + i % 3 + "/f" + i, 100 + i);
    }
  }

  @Test
  void shouldReadOnceForTwoLoads() {
    spark.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    final Dataset<Row> one = read(tree.path()).selectExpr("path", "crc32(content) AS crc");
    final Dataset<Row> other = read(tree.path()).selectExpr("path", "crc32(content) AS crc");
    final Dataset<Row> joined =
        one.groupBy("path").max("crc").union(other.groupBy("path").max("crc"));
    final long before = ReadCounters.jvm().sum(Counter.FILES);
    assertThat(joined.collectAsList()).hasSize(2 * FILES);
    assertThat(ReadCounters.jvm().sum(Counter.FILES) - before).isEqualTo(FILES);
    assertThat(Plans.executed(joined).toString()).contains("ReusedExchange");
  }

  @Test
  void shouldReadOnceForAJoinWithItself() {
    spark.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    read(tree.path()).createOrReplaceTempView("files");
    final Dataset<Row> joined =
        spark.sql(
            "SELECT a.path, crc32(a.content) = crc32(b.content) AS same"
                + " FROM files a JOIN files b ON a.path = b.path");
    final long before = ReadCounters.jvm().sum(Counter.FILES);
    assertThat(joined.collectAsList()).hasSize(FILES).allMatch(row -> row.getBoolean(1));
    assertThat(ReadCounters.jvm().sum(Counter.FILES) - before).isEqualTo(FILES);
    assertThat(Plans.executed(joined).toString()).contains("ReusedExchange");
  }

  @Test
  void shouldBeEqualWhereTheSameIsRead() {
    assertThat(batch(read(tree.path())))
        .isEqualTo(batch(read(tree.path())))
        .hasSameHashCodeAs(batch(read(tree.path())))
        .isNotEqualTo(batch(read(tree.path()).select("path")))
        .isNotEqualTo(batch(read(tree.path()).where("length > 100")))
        .isNotEqualTo(batch(read(tree.path()).limit(5)))
        .isNotEqualTo(
            batch(spark.read().format("uring").option("headBytes", "5").load(tree.path())))
        .isNotEqualTo(batch(read(tree.path("p=1"))));
    assertThat(batch(read(tree.path()).where("length > 110")))
        .isEqualTo(batch(read(tree.path()).where("length >= 111")));
  }

  @Test
  void shouldDifferWhereTheFilesDo(@TempDir final Path folder) throws IOException {
    final ContentTree other = new ContentTree(folder).with("a", "b");
    final Batch before = batch(read(other.path()));
    assertThat(batch(read(other.path()))).isEqualTo(before);
    other.with("b", 5000);
    assertThat(batch(read(other.path()))).isNotEqualTo(before);
    other.with("c", 1);
    assertThat(batch(read(other.path()))).isNotEqualTo(before);
  }

  private static Dataset<Row> read(final String path) {
    return spark.read().format("uring").load(path);
  }

  private static Batch batch(final Dataset<Row> query) {
    return Plans.find(Plans.executed(query), BatchScanExec.class).get(0).batch();
  }
}
