package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be done is refused in words that say what can. */
@Tag("spark")
class RefusalTest {
  private static SparkSession spark;
  private static ContentTree tree;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    spark = SharedSpark.session();
    tree = new ContentTree(folder).with("a", "b");
  }

  @Test
  void shouldNameAMissingPath() {
    assertThatThrownBy(() -> spark.read().format("uring").load("/no/such/path"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("[PATH_NOT_FOUND]")
        .hasMessageContaining("file:/no/such/path");
  }

  @Test
  void shouldAskForAPath() {
    assertThatThrownBy(() -> spark.read().format("uring").load())
        .hasMessageContaining("format uring needs a path");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "engine         | fast       | auto, uring or nio",
        "binding        | panama     | auto, syscall, liburing or jna",
        "threads        | 0          | 1 to 256",
        "queueDepth     | 1025       | 1 to 1024",
        "queueDepth     | many       | 1 to 1024",
        "batchBytes     | 1k         | 65536 to 1073741824",
        "batchBytes     | 2g         | 65536 to 1073741824",
        "batchRows      | -1         | 1 to 1048576",
        "splitBytes     | 10         | 65536 to",
        "memoryBudget   | 1000       | 1048576 to",
        "memoryBudget   | 99999999999999999999 | 1048576 to",
        "headBytes      | 0          | 1 or more",
        "columnar       | maybe      | true or false",
        "recursiveFileLookup | yes   | true or false",
        "modifiedAfter  | yesterday  | a timestamp such as 2020-06-01T13:00:00"
      })
  void shouldNameTheOptionAndWhatIsAllowed(
      final String option, final String value, final String allowed) {
    assertThatThrownBy(() -> spark.read().format("uring").option(option, value).load(tree.path()))
        .hasMessageContaining("option " + option + " must be " + allowed)
        .hasMessageEndingWith("not " + value);
  }

  @Test
  void shouldTakeOptionsOfTheSession() {
    final SparkSession other = SharedSpark.session();
    other.conf().set("spark.datasource.uring.batchRows", "0");
    assertThatThrownBy(() -> other.read().format("uring").load(tree.path()))
        .hasMessageContaining("option batchRows must be 1 to 1048576");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hdfs://host/data", "s3a://bucket/data", "http://host/data"})
  void shouldSendOtherFileSystemsToBinaryFile(final String path) {
    assertThatThrownBy(() -> spark.read().format("uring").load(path))
        .hasMessageContaining("reads local files and mounted file systems (file:), not ")
        .hasMessageContaining("path=" + path)
        .hasMessageContaining("use format binaryFile for it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "ignore", "append", "overwrite"})
  void shouldNotWrite(final String mode, @TempDir final Path out) {
    final Dataset<Row> read = spark.read().format("uring").load(tree.path());
    for (final Path to : new Path[] {out, out.resolve("x")}) {
      assertThatThrownBy(() -> read.write().format("uring").mode(mode).save(to.toString()))
          .isInstanceOfSatisfying(
              SparkThrowable.class,
              refusal ->
                  assertThat(refusal.getCondition())
                      .isEqualTo("UNSUPPORTED_FEATURE.WRITE_FOR_BINARY_SOURCE"));
    }
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void shouldNotTakeAColumnThatIsNotThere() {
    assertThatThrownBy(
            () -> spark.read().format("uring").schema("path STRING, size INT").load(tree.path()))
        .hasMessageContaining("format uring has no column size");
  }

  @Test
  void shouldNotReadWithAnotherEngineThanWasDemanded() {
    final Dataset<Row> read =
        spark.read().format("uring").option("engine", "uring").load(tree.path());
    System.setProperty("uring.engine", "nio");
    try {
      assertThatThrownBy(read::collectAsList)
          .hasStackTraceContaining(
              "option engine=uring cannot be had: the system property uring.engine says nio;"
                  + " unset it, or set engine=auto");
    } finally {
      System.clearProperty("uring.engine");
    }
  }

  @Test
  void shouldNameTheBudgetThatIsTooSmall(@TempDir final Path folder) throws IOException {
    final ContentTree large = new ContentTree(folder).with("large", 3_000_000);
    for (final String columnar : new String[] {"true", "false"}) {
      assertThatThrownBy(
              () ->
                  spark
                      .read()
                      .format("uring")
                      .option("memoryBudget", "2m")
                      .option("batchBytes", "64k")
                      .option("columnar", columnar)
                      .load(large.path())
                      .collectAsList())
          .hasStackTraceContaining("NoRoomException: option memoryBudget=2097152 has no room")
          .hasStackTraceContaining("raise memoryBudget");
    }
    Leaks.assertNoMemoryHeld();
  }
}
