package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

/**
 * What Spark's {@code FileIndexSuite} asks of the listing behind its file sources holds for {@code
 * uring}, as a user meets it. What it asks of the listing's jobs, caches and other file systems has
 * no counterpart here.
 */
@Tag("spark")
class FileIndexSuiteCasesTest {
  private static final String FILE =
      "path STRING, modificationTime TIMESTAMP, length BIGINT, content BINARY, ";

  private SparkSession spark;

  @TempDir Path folder;

  @BeforeEach
  void start() {
    spark = SharedSpark.session();
  }

  /**
   * Cases "InMemoryFileIndex: leaf files are qualified paths" and "input paths are converted to
   * qualified paths".
   */
  @Test
  void shouldQualifyPaths() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("text.txt");
    final List<String> qualified = List.of("file:" + tree.path("text.txt"));
    assertThat(paths(uring().load(tree.path()))).isEqualTo(qualified);
    assertThat(paths(uring().load(tree.path("text.txt")))).isEqualTo(qualified);
  }

  /** Case "SPARK-26188: don't infer data types of partition columns if user specifies schema". */
  @Test
  void shouldKeepTheTextOfAPartitionThatIsAString() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a=4d/text.txt");
    final Row row = uring().schema(FILE + "a STRING").load(tree.path()).first();
    assertThat(row.<String>getAs("a")).isEqualTo("4d");
  }

  /** Case "SPARK-26990: use user specified field names if possible". */
  @Test
  void shouldNameAPartitionAsTheUserDoes() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a=foo/text.txt");
    spark.conf().set("spark.sql.caseSensitive", "false");
    final Dataset<Row> read = uring().schema(FILE + "A STRING").load(tree.path());
    assertThat(read.columns())
        .containsExactly("path", "modificationTime", "length", "content", "A");
    assertThat(read.first().<String>getAs("A")).isEqualTo("foo");
  }

  /** Case "SPARK-26230: if case sensitive, validate partitions with original column names". */
  @Test
  void shouldTellPartitionsApartByCaseWhereTheSessionDoes() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a=1/text.txt", "A=2/text.txt");
    spark.conf().set("spark.sql.caseSensitive", "false");
    assertThat(uring().load(tree.path()).select("a").collectAsList())
        .extracting(row -> row.getInt(0))
        .containsExactlyInAnyOrder(1, 2);
    spark.conf().set("spark.sql.caseSensitive", "true");
    new BothFormats(spark).failAlike("CONFLICTING_PARTITION_COLUMN_NAMES", tree.path());
  }

  /**
   * Case "SPARK-26263: Throw exception when partition value can't be casted to user-specified
   * type".
   */
  @Test
  void shouldRefuseAPartitionThatItsTypeCannotHold() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a=foo/text.txt");
    final BothFormats integers = new BothFormats(spark).schema(FILE + "a INT");
    spark.conf().set("spark.sql.sources.validatePartitionColumns", "true");
    integers.failAlike("INVALID_PARTITION_VALUE", tree.path());
    spark.conf().set("spark.sql.sources.validatePartitionColumns", "false");
    integers.agreeOn(1, tree.path());
    assertThat(uring().schema(FILE + "a INT").load(tree.path()).first().isNullAt(4)).isTrue();
  }

  /** Case "SPARK-29537: throw exception when user defined a wrong base path". */
  @Test
  void shouldRefuseABasePathThatHoldsNothing() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a=foo/text.txt").withFolder("unknown");
    assertThatThrownBy(
            () -> uring().option("bAsepAtH", tree.path("unknown")).load(tree.path()).count())
        .hasMessageContaining("basePath")
        .hasMessageContaining(tree.path("unknown"))
        .hasMessageContaining("root=" + tree.path());
  }

  /** Case "refresh for InMemoryFileIndex with FileStatusCache". */
  @Test
  void shouldFindANewFileWithTheNextLoad() throws IOException {
    final ContentTree tree = new ContentTree(folder);
    assertThat(paths(uring().load(tree.path()))).isEmpty();
    tree.with("text.txt");
    assertThat(paths(uring().load(tree.path()))).containsExactly("file:" + tree.path("text.txt"));
  }

  /** Case "SPARK-34075: InMemoryFileIndex filters out hidden file on partition inference". */
  @Test
  void shouldPassOverAHiddenFolderAmongPartitions() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("p=0/a", "_hidden_path/b");
    assertThat(uring().load(tree.path()).count()).isEqualTo(1);
    assertThat(uring().load(tree.path()).columns()).contains("p");
  }

  /** Case "SPARK-20367 - properly unescape column names in inferPartitioning". */
  @Test
  void shouldUnescapeAPartitionsName() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("Column%2F%23%25%27%3F=0/a");
    final Dataset<Row> read = uring().load(tree.path());
    assertThat(read.columns()).contains("Column/#%'?");
    assertThat(read.select("`Column/#%'?`").first().getInt(0)).isZero();
  }

  /** Case "SPARK-48649: Ignore invalid partitions": the option takes precedence. */
  @ParameterizedTest
  @CsvSource({"false, , false", "true, , true", "true, false, false", "false, true, true"})
  void shouldIgnoreFoldersThatAreNoPartitionsWhereAsked(
      final String session, final String option, final boolean ignored) throws IOException {
    final ContentTree tree = new ContentTree(folder).with("undefined/a", "part_col=2/b");
    spark.conf().set("spark.sql.files.ignoreInvalidPartitionPaths", session);
    final BothFormats formats = new BothFormats(spark);
    if (option != null) {
      formats.option("ignoreInvalidPartitionPaths", option);
    }
    if (ignored) {
      assertThat(formats.agree(tree.path()).rows())
          .singleElement()
          .asString()
          .contains(tree.path("part_col=2/b"))
          .endsWith(", 2]");
    } else {
      formats.failAlike("CONFLICTING_DIRECTORY_STRUCTURES", tree.path());
    }
  }

  /**
   * Case "SPARK-38182: Fix NoSuchElementException if pushed filter does not contain any
   * references".
   */
  @Test
  void shouldTakeAFilterThatNamesNoColumn() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a", 1).with("b", 2);
    spark
        .conf()
        .set(
            "spark.sql.optimizer.excludedRules",
            "org.apache.spark.sql.catalyst.optimizer.BooleanSimplification");
    final Dataset<Row> read = uring().load(tree.path());
    assertThat(read.where("length = 1 AND 2 > 1").collectAsList()).hasSize(1);
    assertThat(read.where("length = 1 AND 2 < 1").collectAsList()).isEmpty();
  }

  private DataFrameReader uring() {
    return spark.read().format("uring");
  }

  private static List<String> paths(final Dataset<Row> read) {
    return read.select("path").collectAsList().stream().map(row -> row.getString(0)).toList();
  }
}
