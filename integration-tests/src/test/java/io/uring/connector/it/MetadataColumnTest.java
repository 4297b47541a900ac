package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.FilterExec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The column {@code _metadata} is that of {@code binaryFile}. */
@Tag("spark")
class MetadataColumnTest {
  private static SparkSession spark;
  private static ContentTree tree;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    spark = SharedSpark.session();
    tree =
        new ContentTree(folder)
            .with("p=1/sp ace.bin", "p=1/per%25cent", "p=1/a+b&c=d;e", "p=2/#hash?query")
            .with("p=2/\u00e9\ud83d\ude00.png", "p=2/colon:name", "p=a%2Fb/[x]{y}|^`~", "p=3/'\"")
            .with("p=3/large", 100_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_metadata",
        "path, length, _metadata, p",
        "_metadata.*",
        "_metadata.file_path",
        "_metadata.file_name, path",
        "path, _metadata.file_size, _metadata.file_block_start, _metadata.file_block_length",
        "_metadata.file_modification_time = modificationTime AS same",
        "_METADATA.FILE_NAME AS name, p"
      })
  void shouldShowWhatBinaryFileShows(final String columns) {
    new BothFormats(spark)
        .query(read -> read.selectExpr(columns.split(", ")))
        .agreeOn(9, tree.path());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_metadata.file_name = 'sp%20ace.bin'",
        "_metadata.file_name LIKE '%.bin'",
        "_metadata.file_size >= 100000",
        "_metadata.file_path LIKE '%/p=2/%' AND _metadata.file_block_start = 0",
        "_metadata.file_modification_time > timestamp'2020-09-13T14:00:00Z'"
      })
  void shouldChooseFilesByIt(final String condition) {
    // Not all of these names can binaryFile open.
    new BothFormats(spark)
        .query(read -> read.where(condition).select("path", "length"))
        .agree(tree.path());
    final Dataset<Row> query = spark.read().format("uring").load(tree.path()).where(condition);
    query.collectAsList();
    assertThat(Plans.find(Plans.executed(query), FilterExec.class)).isEmpty();
  }

  @Test
  void shouldStandBesideTheContent() {
    new BothFormats(spark)
        .query(read -> read.select("content", "_metadata"))
        .agreeOn(1, tree.path("p=3/large"));
  }

  @Test
  void shouldGiveTotalsOfIt() {
    new BothFormats(spark)
        .query(read -> read.selectExpr("max(_metadata.file_name)", "sum(_metadata.file_size)"))
        .agreeOn(1, tree.path());
  }

  @Test
  void shouldNotBeAmongAllColumns() {
    assertThat(spark.read().format("uring").load(tree.path()).columns())
        .containsExactly("path", "modificationTime", "length", "content", "p");
  }
}
