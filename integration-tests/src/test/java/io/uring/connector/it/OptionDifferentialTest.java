package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

/** The options of {@code binaryFile} mean the same to {@code uring}. */
@Tag("spark")
class OptionDifferentialTest {
  private SparkSession spark;

  @TempDir Path folder;

  @BeforeEach
  void start() {
    spark = SharedSpark.session();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "*.bin", "*.{txt,csv}", "[a-b]*", "?.bin", "nothing", "*\\ *", ""})
  void shouldAgreeOnPathGlobFilter(final String glob) throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a.bin", "b.txt", "c.csv", "a b.bin");
    new BothFormats(spark).option("pathGlobFilter", glob).agree(tree.path());
    new BothFormats(spark).option("PATHGLOBFILTER", glob).agree(tree.path("*.bin"));
  }

  @ParameterizedTest
  @CsvSource({
    "UTC,",
    "America/New_York,",
    "Asia/Kolkata,",
    "Pacific/Apia, UTC",
    "UTC, America/Los_Angeles",
    "America/New_York, Asia/Tokyo",
    "Europe/Berlin, +05:30"
  })
  void shouldAgreeOnModifiedTimesInEveryZone(final String session, final String option)
      throws IOException {
    spark.conf().set("spark.sql.session.timeZone", session);
    final ContentTree tree = new ContentTree(folder).withMany(30, 10);
    final Map<String, String> zone = option == null ? Map.of() : Map.of("timeZone", option);
    for (final String time :
        new String[] {"2020-09-13T12:26:40", "2020-09-14T00:00:00", "2020-09-13T20:26:40.131"}) {
      new BothFormats(spark).options(zone).option("modifiedAfter", time).agree(tree.path());
      new BothFormats(spark).options(zone).option("modifiedBefore", time).agree(tree.path());
    }
    new BothFormats(spark)
        .options(zone)
        .option("modifiedAfter", "2020-09-13T14:00:00")
        .option("modifiedBefore", "2020-09-13T22:00:00")
        .query(read -> read.select("path", "modificationTime"))
        .agree(tree.path());
  }

  @Test
  void shouldAgreeOnRecursionAndPartitions() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a", "sub/b", "k=1/c", "k=1/sub/d");
    new BothFormats(spark).option("recursiveFileLookup", "true").agreeOn(4, tree.path());
    new BothFormats(spark).option("recursiveFileLookup", "TRUE").agreeOn(2, tree.path("k=1"));
    new BothFormats(spark)
        .option("recursiveFileLookup", "true")
        .option("pathGlobFilter", "[b-c]")
        .agreeOn(2, tree.path());
  }

  @Test
  void shouldAgreeOnBasePath() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("t/x=1/y=a/f", "t/x=2/y=b/g");
    new BothFormats(spark).option("basePath", tree.path("t")).agreeOn(1, tree.path("t/x=1/y=a/f"));
    new BothFormats(spark).option("basePath", tree.path("t")).agreeOn(2, tree.path("t/*/*"));
    new BothFormats(spark).option("basePath", tree.path("t/x=1")).agreeOn(1, tree.path("t/x=1/*"));
    new BothFormats(spark)
        .option("basePath", "file:" + tree.path("t/"))
        .agreeOn(1, "file://" + tree.path("t/x=2"));
  }

  @Test
  void shouldAgreeOnSchemasThatTheUserGives() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("year=2020/a", "year=2021/b");
    final String all = "path STRING, modificationTime TIMESTAMP, length BIGINT, content BINARY";
    new BothFormats(spark).schema(all).agreeOn(2, tree.path());
    new BothFormats(spark).schema(all + ", year STRING").agreeOn(2, tree.path());
    new BothFormats(spark).schema(all + ", year BIGINT").agreeOn(2, tree.path());
  }

  @Test
  void shouldAgreeOnPartitionsThatAreCalledAsTheFilesColumns() throws IOException {
    final ContentTree tree =
        new ContentTree(folder)
            .with("length=5/a", 700)
            .with("length=700/b", 5)
            .with("length=8/c", 8);
    new BothFormats(spark).agreeOn(3, tree.path());
    new BothFormats(spark).query(read -> read.where("length = 5")).agreeOn(1, tree.path());
    new BothFormats(spark)
        .query(read -> read.where("length > 6").select("path"))
        .agreeOn(2, tree.path());
    final ContentTree contents =
        new ContentTree(folder.resolve("other")).with("content=x/a", "content=y/b");
    new BothFormats(spark).agreeOn(2, contents.path());
    new BothFormats(spark).query(read -> read.where("content = 'x'")).agreeOn(1, contents.path());
  }

  @Test
  void shouldAgreeOnSettingsOfTheSession() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("d=2020-01-01/a", "d=2021-01-01/b");
    spark.conf().set("spark.sql.sources.partitionColumnTypeInference.enabled", "false");
    new BothFormats(spark).agreeOn(2, tree.path());
    spark.conf().unset("spark.sql.sources.partitionColumnTypeInference.enabled");
    spark.conf().set("spark.sql.codegen.wholeStage", "false");
    new BothFormats(spark).agreeOn(2, tree.path());
    spark.conf().set("spark.sql.adaptive.enabled", "false");
    new BothFormats(spark).query(read -> read.groupBy("d").count()).agreeOn(2, tree.path());
    spark.conf().set("spark.sql.datetime.java8API.enabled", "true");
    new BothFormats(spark).agreeOn(2, tree.path());
  }

  @Test
  void shouldReadWithTheSettingsOfTheSessionThatReads() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("t=2020-01-01 12%3A00%3A00/a");
    spark.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
    final SparkSession other = SharedSpark.session();
    other.conf().set("spark.sql.session.timeZone", "America/New_York");
    new BothFormats(other)
        .query(read -> read.selectExpr("cast(t AS long)"))
        .agreeOn(1, tree.path());
    new BothFormats(spark)
        .query(read -> read.selectExpr("cast(t AS long)"))
        .agreeOn(1, tree.path());
  }

  @Test
  void shouldFailAlike() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a", "k=1/b", "l=2/c");
    new BothFormats(spark).failAlike("PATH_NOT_FOUND", tree.path("nothing"));
    new BothFormats(spark).failAlike("PATH_NOT_FOUND", tree.path("a"), tree.path("no*thing"));
    new BothFormats(spark).failAlike("CONFLICTING_PARTITION_COLUMN_NAMES", tree.path());
    if (spark.version().compareTo("4.2") >= 0) {
      // An AssertionError before.
      tree.with("no/value=/a", "none/=1/a");
      new BothFormats(spark).failAlike("EMPTY_PARTITION_COLUMN_VALUE", tree.path("no"));
      new BothFormats(spark).failAlike("EMPTY_PARTITION_COLUMN_NAME", tree.path("none"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "_metadata.nothing",
        "raise_error(path)",
        "CAST(path AS INT)",
        "length / (length - length)",
        "length(content) / (length - length)"
      })
  void shouldFailAlikeInExpressions(final String expression) throws IOException {
    final ContentTree tree = new ContentTree(folder).with("k=1/b", "k=2/c");
    final String condition =
        Outcome.of(
                () ->
                    spark
                        .read()
                        .format("binaryFile")
                        .load(tree.path())
                        .selectExpr("path", expression))
            .error();
    assertThat(condition).matches("[A-Z_.]+");
    new BothFormats(spark)
        .query(read -> read.selectExpr("path", expression))
        .failAlike(condition, tree.path());
    new BothFormats(spark)
        .query(read -> read.where("hash(" + expression + ") <> 0"))
        .failAlike(condition, tree.path());
  }

  @Test
  void shouldFailAlikeWhenReading() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("gone", "stays").with("large", 5000);
    new BothFormats(spark)
        .query(
            read -> {
              spark.conf().set("spark.sql.sources.binaryFile.maxLength", "4999");
              return read.where("path LIKE '%large'");
            })
        .failAlike("FAILED_READ_FILE.NO_HINT", tree.path());
    spark.conf().unset("spark.sql.sources.binaryFile.maxLength");
    for (final String format : new String[] {"binaryFile", "uring"}) {
      tree.with("gone", 5);
      final Dataset<Row> read = spark.read().format(format).load(tree.path()).select("content");
      Files.delete(tree.file("gone"));
      assertThat(Outcome.of(() -> read).error()).isEqualTo("FAILED_READ_FILE.FILE_NOT_EXIST");
    }
  }
}
