package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Spark's {@code FileBasedDataSourceSuite} asks of file sources that are read, {@code
 * binaryFile} among them, holds for {@code uring}.
 */
@Tag("spark")
class FileSourceSuiteCasesTest {
  private SparkSession spark;

  @TempDir Path folder;

  @BeforeEach
  void start() {
    spark = SharedSpark.session();
  }

  /** Case "SPARK-22146 read files containing special characters". */
  @Test
  void shouldReadAFolderWithSpecialCharacters() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("sp&cial%c hars/a", "sp&cial%c hars/b");
    assertThat(paths(uring().load(tree.path("sp&cial%c hars"))))
        .containsExactly(
            "file:" + tree.path("sp&cial%c hars/a"), "file:" + tree.path("sp&cial%c hars/b"));
    new BothFormats(spark).agreeOn(2, tree.path("sp&cial%c hars"));
  }

  /**
   * Case "Enabling/disabling ignoreMissingFiles": a file and a folder go between load and read, and
   * the option takes precedence over the session's setting.
   */
  @ParameterizedTest
  @CsvSource({"true, , true", "false, , false", "false, true, true", "true, false, false"})
  void shouldIgnoreMissingFilesWhereAsked(
      final String session, final String option, final boolean ignored) throws IOException {
    spark.conf().set("spark.sql.files.ignoreMissingFiles", session);
    for (final String format : new String[] {"binaryFile", "uring"}) {
      final ContentTree tree =
          new ContentTree(folder).with("first/a", "second/b", "third/c", "fourth/d");
      final DataFrameReader reader = spark.read().format(format);
      if (option != null) {
        reader.option("ignoreMissingFiles", option);
      }
      final Dataset<Row> read =
          reader
              .load(
                  tree.path("first"), tree.path("second"), tree.path("third"), tree.path("fourth"))
              .select("path", "content");
      Files.delete(tree.file("first/a"));
      Files.delete(tree.file("third/c"));
      Files.delete(tree.file("third"));
      if (ignored) {
        assertThat(paths(read))
            .containsExactly("file:" + tree.path("fourth/d"), "file:" + tree.path("second/b"));
      } else {
        assertThatThrownBy(read::collectAsList)
            .isInstanceOfSatisfying(
                SparkException.class,
                failure ->
                    assertThat(failure.getCondition()).isEqualTo("FAILED_READ_FILE.FILE_NOT_EXIST"))
            .hasMessageContaining("File does not exist");
      }
    }
  }

  /** Case "Option recursiveFileLookup: recursive loading correctly", SPARK-32368 in it. */
  @Test
  void shouldLoadRecursivelyWhateverTheCaseOfTheOption() throws IOException {
    final List<String> names = new ArrayList<>();
    addLevel("root", 0, names);
    final ContentTree tree = new ContentTree(folder).with(names.toArray(new String[0]));
    assertThat(names).hasSize(62);
    final List<String> all =
        names.stream().map(name -> "file:" + tree.path(name)).sorted().toList();
    assertThat(paths(uring().option("recursiveFileLookup", true).load(tree.path("root"))))
        .isEqualTo(all);
    assertThat(
            paths(
                uring()
                    .option("RecuRsivefileLookup", true)
                    .option("PaThglobFilter", "*.bin")
                    .load(tree.path("root"))))
        .isEqualTo(all.stream().filter(path -> path.endsWith(".bin")).toList());
  }

  /** Case "Option recursiveFileLookup: disable partition inferring". */
  @Test
  void shouldInferNoPartitionsWhereItLoadsRecursively() throws IOException {
    final ContentTree tree =
        new ContentTree(folder).with("year=2014/data.txt", "year=2015/data.txt");
    final Dataset<Row> read =
        uring().option("recursiveFileLookup", true).load(folder.toUri().toString());
    assertThat(read.columns()).doesNotContain("year");
    assertThat(paths(read))
        .containsExactly(
            "file:" + tree.path("year=2014/data.txt"), "file:" + tree.path("year=2015/data.txt"));
  }

  /** Case "Return correct results when data columns overlap with partition columns". */
  @Test
  void shouldTakeThePartitionsValueWhereBothHaveTheColumn() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("Content=c/lenGth=5/a", 700);
    assertThat(
            uring()
                .load(tree.path())
                .select("conTent", "modificationTime", "LENGTH", "path")
                .collectAsList())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getString(0)).isEqualTo("c");
              assertThat(row.getInt(2)).isEqualTo(5);
              assertThat(row.getString(3)).isEqualTo("file:" + tree.path("Content=c/lenGth=5/a"));
            });
  }

  /** Cases "SPARK-25237 compute correct input metrics" and "SPARK-30362: … for DSV2". */
  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void shouldTellTheTasksInput(final String columnar) throws IOException, TimeoutException {
    final ContentTree tree = new ContentTree(folder).withMany(10, 1000);
    final DataFrameReader reader = uring().option("columnar", columnar);
    assertThat(TaskInput.of(reader.load(tree.path()))).isEqualTo(new TaskInput(10_000, 10));
    assertThat(TaskInput.of(reader.option("engine", "nio").load(tree.path())))
        .isEqualTo(new TaskInput(10_000, 10));
  }

  /** Case "SPARK-37585: test input metrics for DSV2 with output limits". */
  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void shouldTellTheTasksInputWhereALimitEndsThem(final String columnar)
      throws IOException, TimeoutException {
    final ContentTree tree = new ContentTree(folder).withMany(100, 1000);
    final TaskInput input =
        TaskInput.of(uring().option("columnar", columnar).load(tree.path()).limit(10));
    assertThat(input.bytes()).isBetween(10_000L, 100_000L);
    assertThat(input.records()).isBetween(10L, 100L);
  }

  /**
   * Cases "sizeInBytes should be the total size of all files", to which come the other columns, and
   * "SPARK-36568: FileScan statistics estimation takes read schema into account".
   */
  @Test
  void shouldEstimateTheSizeOfWhatIsRead() throws IOException {
    final ContentTree tree = new ContentTree(folder).withMany(20, 10_000);
    final Dataset<Row> read = uring().load(tree.path());
    assertThat(sizeInBytes(read)).isBetween(200_000L, 200_000L + 20 * 1024);
    assertThat(sizeInBytes(read.select("content"))).isGreaterThanOrEqualTo(200_000);
    assertThat(sizeInBytes(read.select("path", "length"))).isLessThanOrEqualTo(20 * 1024);
  }

  /** Case "File source v2: support partition pruning", and the one without partition filters. */
  @Test
  void shouldFilterByPartitionsAndByFiles() throws IOException {
    final ContentTree tree =
        new ContentTree(folder).with("p1=1/p2=2/a", "p1=1/p2=2/b", "p1=2/p2=1/c");
    final Dataset<Row> read = uring().load(tree.path());
    assertThat(read.where("p1 = 1 AND p2 = 2 AND path NOT LIKE '%/a'").collectAsList())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getString(0)).isEqualTo("file:" + tree.path("p1=1/p2=2/b"));
              assertThat(row.<Integer>getAs("p1")).isEqualTo(1);
              assertThat(row.<Integer>getAs("p2")).isEqualTo(2);
            });
    assertThat(paths(read.where("path LIKE '%/a'")))
        .containsExactly("file:" + tree.path("p1=1/p2=2/a"));
  }

  /** Case "SPARK-41017: filter pushdown with nondeterministic predicates". */
  @Test
  void shouldPushAFilterBesideOneThatIsRandom() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a", 5).with("b", 6).with("c", 7);
    final Dataset<Row> query = uring().load(tree.path()).where("rand() >= 0 AND length > 5");
    assertThat(query.collectAsList()).hasSize(2);
    assertThat(Plans.metrics(Plans.executed(query))).containsEntry("uringFiles", 2L);
  }

  private DataFrameReader uring() {
    return spark.read().format("uring");
  }

  private static void addLevel(final String name, final int level, final List<String> names) {
    names.add(name + "/file" + level + ".bin");
    names.add(name + "/file" + level + ".text");
    if (level < 4) {
      addLevel(name + "/dirsub0-" + (level + 1), level + 1, names);
      addLevel(name + "/dirsub1-" + (level + 1), level + 1, names);
    }
  }

  private static List<String> paths(final Dataset<Row> read) {
    return read.collectAsList().stream().map(row -> row.<String>getAs("path")).sorted().toList();
  }

  private static long sizeInBytes(final Dataset<Row> read) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) read)
        .queryExecution()
        .optimizedPlan()
        .stats()
        .sizeInBytes()
        .toLong();
  }
}
