package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Spark's {@code FileMetadataStructSuite} asks of its file sources' column {@code _metadata}
 * holds for {@code uring}.
 */
@Tag("spark")
class FileMetadataSuiteCasesTest {
  private SparkSession spark;
  private ContentTree tree;

  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    spark = SharedSpark.session();
    tree = new ContentTree(folder).with("data/f0/jack", 24).with("data/f1/lily", 31);
  }

  /** Case "read partial/all metadata struct fields", of whose values the others make use. */
  @Test
  void shouldHaveAllFields() throws IOException {
    final Path file = tree.file("data/f0/jack");
    final Row row = read().where("path LIKE '%/jack'").select("length", "_metadata.*").first();
    assertThat(row.schema().fieldNames())
        .containsExactly(
            "length",
            "file_path",
            "file_name",
            "file_size",
            "file_block_start",
            "file_block_length",
            "file_modification_time");
    assertThat(row.getString(1)).isEqualTo("file:" + file);
    assertThat(row.getString(2)).isEqualTo("jack");
    assertThat(List.of(row.getLong(0), row.getLong(3), row.getLong(4), row.getLong(5)))
        .isEqualTo(List.of(24L, 24L, 0L, 24L));
    assertThat(row.getTimestamp(6))
        .isEqualTo(new Timestamp(Files.getLastModifiedTime(file).toMillis()));
  }

  /**
   * Cases "read partial/all metadata struct fields", "… with random ordering", "… with
   * expressions", "select all will not select metadata struct fields", "select only metadata",
   * "alias", "upper/lower case" and "prune metadata schema in projects".
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "path, _metadata.file_name, _metadata.file_size",
        "_metadata.file_name, content, _metadata.file_size, length",
        "substring(_metadata.file_name, 1, 3) AS start, _metadata.file_size / 1024 AS kb",
        "date_format(_metadata.file_modification_time, 'yyyy-MM') AS month",
        "substring_index(_metadata.file_path, '/', -1) AS last",
        "*",
        "_metadata",
        "_metadata.file_block_start, _metadata.file_block_length",
        "length AS mine, _metadata.file_name AS name, _metadata.file_size AS size",
        "_METADATA.FILE_name, Length",
        "*, _metadata",
        "count(_metadata.file_name), max(_metadata.file_size), count(DISTINCT _metadata)"
      })
  void shouldAgreeOnSelections(final String columns) {
    new BothFormats(spark)
        .query(read -> read.selectExpr(columns.split(", (?![^(]*\\))")))
        .agree(tree.path("data/*"));
  }

  /**
   * Cases "filter", "filter on metadata and user data" and "prune metadata schema in filters", and
   * "… in projects and filters".
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "_metadata.file_name = 'lily'",
        "_metadata.file_size > 0",
        "_metadata.file_size > 24 AND length < 100",
        "_metadata.file_path LIKE '%data/f1%'",
        "_metadata.file_name = 'lily' AND path LIKE '%/jack'",
        "_metadata.file_modification_time < timestamp'2000-01-01'"
      })
  void shouldAgreeOnFilters(final String condition) {
    new BothFormats(spark).query(read -> read.where(condition)).agree(tree.path("data/*"));
    new BothFormats(spark)
        .query(read -> read.where(condition).select("length", "_metadata.file_size"))
        .agree(tree.path("data/*"));
  }

  /** Case "select and re-select". */
  @Test
  void shouldAgreeOnASelectionOfASelection() {
    new BothFormats(spark)
        .query(
            read ->
                read.select("content", "_metadata.file_name", "_metadata.file_path")
                    .select("file_path", "content"))
        .agreeOn(2, tree.path("data/*"));
  }

  /** Cases "read metadata with nestedSchemaPruning set to true" and "… false". */
  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void shouldAgreeWithAndWithoutNestedPruning(final String enabled) {
    spark.conf().set("spark.sql.optimizer.nestedSchemaPruning.enabled", enabled);
    new BothFormats(spark)
        .query(read -> read.select("path", "_metadata.file_name", "_metadata.file_size"))
        .agreeOn(2, tree.path("data/*"));
  }

  /** Cases "SPARK-42683: df metadataColumn - …". */
  @Test
  void shouldAgreeOnTheColumnThatADatasetNames() {
    new BothFormats(spark)
        .query(
            read ->
                read.select("path")
                    .withColumn("name", read.metadataColumn("_metadata").getField("file_name")))
        .agreeOn(2, tree.path("data/*"));
    new BothFormats(spark)
        .query(
            read -> {
              final Dataset<Row> renamed = read.select(read.col("_metadata").as("renamed"));
              return renamed.select(renamed.metadataColumn("_metadata").getField("file_name"));
            })
        .agreeOn(2, tree.path("data/*"));
    for (final String name : List.of("foo", "path")) {
      assertThatThrownBy(() -> read().metadataColumn(name))
          .isInstanceOfSatisfying(
              AnalysisException.class,
              failure ->
                  assertThat(failure.getCondition())
                      .isEqualTo("UNRESOLVED_COLUMN.WITH_SUGGESTION"));
    }
  }

  /** Case "metadata will not overwrite user data", which here is a partition. */
  @Test
  void shouldLeaveAPartitionOfTheNameAlone() throws IOException {
    tree.with("t/_metadata=7/a", "t/_metadata=8/b");
    new BothFormats(spark).agreeOn(2, tree.path("t"));
    new BothFormats(spark).query(read -> read.select("_metadata")).agreeOn(2, tree.path("t"));
  }

  /** Case "SPARK-39806: metadata for a partitioned table". */
  @Test
  void shouldAgreeOnAPartitionedFolder() throws IOException {
    tree.with("t/b=1/a", "t/b=2/c");
    new BothFormats(spark)
        .query(read -> read.select("*", "_metadata.file_name", "_metadata.file_size"))
        .agreeOn(2, tree.path("t"));
  }

  /** Case "write _metadata in parquet and read back", SPARK-38314. */
  @Test
  void shouldBeOrdinaryDataOnceWritten() {
    read().select("path", "_metadata").write().parquet(tree.path("written"));
    final Dataset<Row> written = spark.read().parquet(tree.path("written"));
    assertThat(written.columns()).containsExactly("path", "_metadata");
    assertThat(written.select("_metadata.file_name").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrder("jack", "lily");
  }

  /** Case "SPARK-43450: Filter on aliased _metadata.FILE_NAME", and paths that are encoded. */
  @Test
  void shouldAgreeOnEncodedPaths() throws IOException {
    tree.with("odd/sp ace%20&", "odd/\u00fcml+a");
    new BothFormats(spark)
        .query(
            read ->
                read.selectExpr("_metadata.file_path AS p", "_metadata.FILE_NAME AS n")
                    .where("n != 'x'"))
        .agreeOn(2, tree.path("odd"));
  }

  private Dataset<Row> read() {
    return spark.read().format("uring").load(tree.path("data/*"));
  }
}
