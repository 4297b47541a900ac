package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.uring.connector.it.ChildJvm.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.ui.SQLAppStatusStore;
import org.apache.spark.sql.execution.ui.SQLExecutionUIData;
import org.apache.spark.sql.execution.ui.SQLPlanMetric;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** What a scan did, and what read, is in Spark's SQL tab, in its metrics and in its plan. */
@Tag("spark")
class SqlMetricsTest {
  private static final int FILES = 1000;
  private static final int LENGTH = 2000;

  private static SparkSession spark;
  private static ContentTree tree;

  @TempDir Path out;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    spark = SharedSpark.session();
    tree = new ContentTree(folder).withMany(FILES, LENGTH);
  }

  @Test
  void shouldShowWhatTheRingDid() throws IOException {
    Requirement.uring();
    final Dataset<Row> read = read("uring", "splitBytes", "4m");
    final Map<String, String> tab = shown(read, "bytes read");
    assertThat(tab)
        .containsEntry("files read", Integer.toString(FILES))
        .containsEntry("bytes read", Integer.toString(FILES * LENGTH))
        .containsEntry("files left out", "0")
        .containsEntry("retries", "0")
        .containsEntry("short reads", "0")
        .containsEntry("tasks without io_uring", "0")
        .containsEntry("files that the ring left to blocking reads", "0")
        .containsEntry("files that refused direct I/O", "0")
        .containsEntry("files left in the page cache", "0")
        .containsEntry("bytes in quarantine", "0");
    assertThat(Integer.parseInt(tab.get("batches"))).isGreaterThanOrEqualTo(5);
    assertThat(Integer.parseInt(tab.get("io_uring submissions"))).isGreaterThanOrEqualTo(FILES);
    assertThat(Integer.parseInt(tab.get("io_uring_enter calls"))).isPositive();
    // Tasks of a JVM share its rings, but no ring has more in flight than its depth.
    assertThat(Integer.parseInt(tab.get("mean reads in flight"))).isBetween(1, 64);
    assertThat(Long.parseLong(tab.get("milliseconds that tasks waited for batches")))
        .isNotNegative();
    assertThat(explained(read)).containsPattern("engine=uring, ran=uring/(syscall|jna), files=");
  }

  @Test
  void shouldShowWhatBlockingReadsDid() {
    final Dataset<Row> read = read("nio", "cache", "drop");
    final Map<String, String> tab = shown(read, "files left in the page cache");
    assertThat(tab)
        .containsEntry("files read", Integer.toString(FILES))
        .containsEntry("files left in the page cache", Integer.toString(FILES))
        .containsEntry("io_uring submissions", "0")
        .containsEntry("io_uring_enter calls", "0")
        .containsEntry("mean reads in flight", "0")
        .containsEntry("tasks without io_uring", "0");
    assertThat(explained(read)).contains("engine=nio, ran=nio, files=");
  }

  @Test
  void shouldSayNothingOfAnEngineThatDidNotRun() {
    final Dataset<Row> read =
        spark.read().format("uring").load(tree.path()).selectExpr("max(length + 1)");
    assertThat(read.collectAsList()).hasSize(1);
    assertThat(explained(read)).contains("opens=none").doesNotContain("ran=");
  }

  @Test
  void shouldShowWhyTheRingDidNotRun() throws Exception {
    final Path script = Files.writeString(out.resolve("deny.py"), Seccomp.SCRIPT);
    Seccomp.assumeUsable(script);
    final Said said =
        new ChildJvm(FallbackProbe.class)
            .launcher("python3", script.toString())
            .run(tree.path(), "splitBytes", "1m");
    assertThat(said.value("rows")).isEqualTo(Integer.toString(FILES));
    assertThat(Integer.parseInt(said.value("tasks"))).isGreaterThan(2);
    assertThat(said.value("fallbacks")).isEqualTo(said.value("tasks"));
    assertThat(said.value("before")).contains("engine=auto, files=" + FILES);
    assertThat(said.value("after"))
        .contains("engine=auto, ran=nio because io_uring_setup failed: errno=EPERM(1);");
  }

  private static Dataset<Row> read(final String engine, final String option, final String value) {
    return spark
        .read()
        .format("uring")
        .option("engine", engine)
        .option(option, value)
        .load(tree.path())
        .selectExpr("max(content)");
  }

  private static String explained(final Dataset<Row> query) {
    return Plans.executed(query).toString();
  }

  /** Runs a query, and takes what the SQL tab shows of it, once it shows a metric. */
  private static Map<String, String> shown(final Dataset<Row> query, final String metric) {
    final SQLAppStatusStore tab =
        ((org.apache.spark.sql.classic.SparkSession) spark).sharedState().statusStore();
    final long before = tab.executionsCount();
    assertThat(query.collectAsList()).hasSize(1);
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> metrics(tab, before), metrics -> !metrics.getOrDefault(metric, "0").equals("0"));
  }

  private static Map<String, String> metrics(final SQLAppStatusStore tab, final long after) {
    final Map<String, String> metrics = new TreeMap<>();
    for (final SQLExecutionUIData execution :
        CollectionConverters.asJava(tab.executionsList((int) after, 1))) {
      if (execution.completionTime().isDefined()) {
        final var values = tab.executionMetrics(execution.executionId());
        for (final SQLPlanMetric metric : CollectionConverters.asJava(execution.metrics())) {
          if (values.contains(metric.accumulatorId())) {
            metrics.put(metric.name(), values.apply(metric.accumulatorId()));
          }
        }
      }
    }
    return metrics;
  }
}
