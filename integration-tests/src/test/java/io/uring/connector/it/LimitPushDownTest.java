package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.CollectLimitExec;
import org.apache.spark.sql.execution.GlobalLimitExec;
import org.apache.spark.sql.execution.SampleExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.TakeOrderedAndProjectExec;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A limit, an offset, the first by an order, and a sample are taken before any file is opened. */
@Tag("spark")
class LimitPushDownTest {
  private static final int FILES = 300;

  private static SparkSession spark;
  private static ContentTree tree;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    spark = SharedSpark.session();
    tree = new ContentTree(folder);
    for (int i = 0; i < FILES; i++) {
      final String p = i % 7 == 0 ? "__HIVE_DEFAULT_PARTITION__" : Integer.toString(i % 5);
      tree.with("p=" + p + "/f" + i, 1 + i * 7 % FILES);
    }
  }

  @Test
  void shouldReadNoMoreThanTheLimit() {
    final Dataset<Row> query = read().limit(10);
    final long before = ReadCounters.jvm().sum(Counter.FILES);
    assertThat(query.collectAsList()).hasSize(10);
    assertThat(ReadCounters.jvm().sum(Counter.FILES) - before).isEqualTo(10);
    assertThat(Plans.find(Plans.executed(query), CollectLimitExec.class)).isEmpty();
    assertThat(Plans.find(Plans.executed(query), GlobalLimitExec.class)).isEmpty();
    assertThat(description(query)).contains("files=10,").contains("pushed=[LIMIT 10]");
  }

  @Test
  void shouldLimitWhatAFilterLeaves() {
    final Dataset<Row> query = read().where("length > 200 AND p = 1").limit(3);
    assertThat(query.collectAsList())
        .hasSize(3)
        .allMatch(row -> row.<Long>getAs("length") > 200 && row.<Integer>getAs("p") == 1);
    assertThat(description(query)).contains("files=3,");
    assertThat(read().limit(1000).collectAsList()).hasSize(FILES);
  }

  @Test
  void shouldNotLimitBeforeAFilterOfSparks() {
    final Dataset<Row> query = read().where("length(content) > 290").limit(3);
    assertThat(query.collectAsList()).hasSize(3);
    assertThat(description(query)).contains("files=" + FILES + ",").doesNotContain("LIMIT");
  }

  @Test
  void shouldPassOverAnOffset() {
    final List<Row> all = read().select("path").collectAsList();
    assertThat(read().select("path").offset(FILES - 4).collectAsList())
        .isEqualTo(all.subList(FILES - 4, FILES));
    final Dataset<Row> both = read().select("path").offset(5).limit(3);
    assertThat(both.collectAsList()).isEqualTo(all.subList(5, 8));
    assertThat(description(both)).contains("files=3,").contains("LIMIT 8, OFFSET 5");
    assertThat(read().select("path").limit(8).offset(5).collectAsList())
        .isEqualTo(all.subList(5, 8));
    assertThat(read().offset(FILES + 1).collectAsList()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "length DESC",
        "path",
        "modificationTime DESC",
        "p, length",
        "p DESC NULLS FIRST, path DESC",
        "p ASC NULLS LAST, modificationTime"
      })
  void shouldFindTheFirstByAnOrder(final String order) {
    final String sql = "SELECT path, content FROM files ORDER BY " + order + " LIMIT 7 OFFSET 2";
    read().createOrReplaceTempView("files");
    final Dataset<Row> query = spark.sql(sql);
    final List<Row> found = query.select("path").collectAsList();
    final long before = ReadCounters.jvm().sum(Counter.FILES);
    query.collectAsList();
    assertThat(ReadCounters.jvm().sum(Counter.FILES) - before).isEqualTo(9);
    assertThat(Plans.find(Plans.executed(query), TakeOrderedAndProjectExec.class)).hasSize(1);
    assertThat(description(query)).contains("files=9,").contains("FIRST 9 BY");
    spark.read().format("binaryFile").load(tree.path()).createOrReplaceTempView("files");
    assertThat(found).isEqualTo(spark.sql(sql).select("path").collectAsList());
  }

  @Test
  void shouldCountNoRowsThatMayBeLeftOut(@TempDir final Path folder) throws IOException {
    final ContentTree other = new ContentTree(folder).withMany(5, 9);
    final Dataset<Row> read =
        spark.read().format("uring").option("ignoreMissingFiles", "true").load(other.path());
    java.nio.file.Files.delete(other.file("f0000"));
    assertThat(read.limit(4).collectAsList()).hasSize(4);
    assertThat(read.orderBy("path").limit(4).collectAsList()).hasSize(4);
  }

  @Test
  void shouldTakeASampleBeforeReading() {
    final Dataset<Row> sample = read().sample(0.5, 42);
    final long before = ReadCounters.jvm().sum(Counter.FILES);
    final List<Row> rows = sample.select("path", "content").collectAsList();
    assertThat(ReadCounters.jvm().sum(Counter.FILES) - before).isEqualTo(rows.size());
    // Five standard deviations.
    assertThat(rows).hasSizeBetween(FILES / 2 - 44, FILES / 2 + 44).doesNotHaveDuplicates();
    assertThat(read().sample(0.5, 42).select("path", "content").collectAsList()).isEqualTo(rows);
    assertThat(read().sample(0.5, 43).select("path", "content").collectAsList()).isNotEqualTo(rows);
    sample.collectAsList();
    assertThat(Plans.find(Plans.executed(sample), SampleExec.class)).isEmpty();
    assertThat(description(sample)).contains("SAMPLE 0.0 TO 0.5");
  }

  @Test
  void shouldLeaveASampleWithReplacementToSpark() {
    final Dataset<Row> sample = read().sample(true, 2.0, 42);
    assertThat(sample.collectAsList()).hasSizeGreaterThan(FILES);
    assertThat(Plans.find(Plans.executed(sample), SampleExec.class)).hasSize(1);
  }

  @Test
  void shouldFilterAndCountASample() {
    final long all = read().sample(0.5, 42).count();
    final long some = read().sample(0.5, 42).where("length > 150").count();
    assertThat(some).isPositive().isLessThan(all);
    assertThat(read().sample(0.5, 42).where("length <= 150").count()).isEqualTo(all - some);
  }

  private static Dataset<Row> read() {
    return spark.read().format("uring").load(tree.path());
  }

  private static String description(final Dataset<Row> query) {
    final SparkPlan plan = Plans.executed(query);
    return Plans.find(plan, BatchScanExec.class).get(0).scan().description();
  }
}
