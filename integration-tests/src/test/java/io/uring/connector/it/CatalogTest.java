package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.spark.UringCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in SQL: by path through a catalog, as tables and as views. */
@Tag("spark")
class CatalogTest {
  private static final String CATALOG = "spark.sql.catalog.uring";

  private static ContentTree tree;
  private static SparkSession spark;

  @TempDir Path other;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    tree = new ContentTree(folder).with("k=1/a.jpg", "k=1/b.bin", "k=2/c d%20.jpg", "k=2/\u00fc");
  }

  @BeforeEach
  void newSession() {
    spark = SharedSpark.session();
    spark.conf().set(CATALOG, UringCatalog.class.getName());
  }

  @AfterEach
  void dropTable() {
    spark.sql("DROP TABLE IF EXISTS images");
    spark.sql("DROP VIEW IF EXISTS pictures");
  }

  @Test
  void shouldReadAPath() {
    assertSame(spark.sql("SELECT * FROM uring.`" + tree.path() + "`"), binaryFile(tree.path()));
    assertSame(
        spark.sql("SELECT * FROM uring.`file:" + tree.path() + "/k=2`"),
        binaryFile(tree.path("k=2")));
    assertThat(
            spark
                .sql(
                    "SELECT k, sum(length(content)) = sum(length) FROM uring.`%s` GROUP BY k ORDER BY k"
                        .formatted(tree.path()))
                .collectAsList()
                .toString())
        .isEqualTo("[[1,true], [2,true]]");
  }

  @Test
  void shouldReadAGlob() {
    final String glob = tree.path("k=*/*.jpg");
    assertThat(spark.sql("SELECT * FROM uring.`" + glob + "`").count()).isEqualTo(2);
    assertSame(spark.sql("SELECT * FROM uring.`" + glob + "`"), binaryFile(glob));
  }

  @Test
  void shouldListAnewForEachQuery() throws IOException {
    final String query = "SELECT count(*) FROM uring.`" + other + "`";
    Files.write(other.resolve("a"), new byte[1]);
    assertThat(spark.sql(query).head().getLong(0)).isEqualTo(1);
    Files.write(other.resolve("b"), new byte[1]);
    assertThat(spark.sql(query).head().getLong(0)).isEqualTo(2);
  }

  @Test
  void shouldTakeOptionsOfTheCatalogAndOfAQuery() {
    spark.conf().set(CATALOG + ".engine", "nio");
    spark.conf().set(CATALOG + ".recursiveFileLookup", "true");
    final String table = "uring.`" + tree.path() + "`";
    final Dataset<Row> read = spark.sql("SELECT * FROM " + table);
    assertThat(read.columns()).containsExactly("path", "modificationTime", "length", "content");
    assertThat(Plans.executed(read).toString()).contains("engine=nio, files=4");
    final Dataset<Row> some =
        spark.sql("SELECT * FROM " + table + " WITH (pathGlobFilter = '*.jpg', engine = 'auto')");
    assertThat(Plans.executed(some).toString()).contains("engine=auto, files=2");
    assertThatThrownBy(
            () -> spark.sql("SELECT * FROM " + table + " WITH (engine = 'fast')").collectAsList())
        .hasMessageContaining("option engine must be auto, uring or nio, not fast");
  }

  @Test
  void shouldBeTheCurrentCatalog() {
    spark.sql("USE uring");
    assertThat(spark.sql("SELECT * FROM `" + tree.path() + "`").count()).isEqualTo(4);
    assertThat(spark.catalog().tableExists("`" + tree.path() + "`")).isTrue();
    spark.sql("USE spark_catalog");
  }

  @Test
  void shouldDescribeAPath() {
    assertThat(spark.sql("DESCRIBE uring.`" + tree.path() + "`").collectAsList())
        .extracting(row -> row.getString(0) + " " + row.getString(1))
        .contains("path string", "content binary", "k int");
  }

  @Test
  void shouldNameWhatIsNotThere() {
    assertThatThrownBy(() -> spark.sql("SELECT * FROM uring.`/no/such`"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("[PATH_NOT_FOUND]")
        .hasMessageContaining("file:/no/such");
    assertThatThrownBy(() -> spark.sql("SELECT * FROM uring.images"))
        .hasMessage(
            "a table of catalog uring is an absolute path in backticks, such as"
                + " uring.`/data/images`, not images");
    assertThatThrownBy(() -> spark.sql("SELECT * FROM uring.a.`/b`"))
        .hasMessageContaining("not a.`/b`");
    assertThat(new UringCatalog().name()).isEqualTo("uring");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE uring.`%s/x` (path STRING)",
        "CREATE TABLE uring.`%s/x` AS SELECT 1 AS a",
        "DROP TABLE uring.`%s`",
        "ALTER TABLE uring.`%s` SET TBLPROPERTIES ('a' = 'b')",
        "ALTER TABLE uring.`%s` RENAME TO uring.`/other`",
        "SHOW TABLES IN uring"
      })
  void shouldOnlyRead(final String statement) {
    assertThatThrownBy(() -> spark.sql(statement.formatted(tree.path())))
        .hasMessageContaining("catalog uring")
        .hasMessageContaining("SELECT * FROM uring.`/data/images`");
    assertThat(tree.file("x")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INSERT INTO uring.`%s` SELECT 1", "DELETE FROM uring.`%s`"})
  void shouldWriteNothing(final String statement) {
    assertThatThrownBy(() -> spark.sql(statement.formatted(tree.path())))
        .isInstanceOf(AnalysisException.class);
    assertThat(tree.file("k=1/a.jpg")).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"OPTIONS (path '%s')", "LOCATION '%s'", "OPTIONS (engine 'nio') LOCATION '%s'"})
  void shouldBeATableOfTheSession(final String where) {
    spark.sql("CREATE TABLE images USING uring " + where.formatted(tree.path()));
    assertSame(spark.table("images"), binaryFile(tree.path()));
    assertThat(Plans.executed(spark.table("images")).toString())
        .contains(where.contains("nio") ? "engine=nio" : "engine=auto");
    assertThat(spark.sql("DESCRIBE images").collectAsList())
        .extracting(row -> row.getString(0) + " " + row.getString(1))
        .contains("path string", "modificationTime timestamp", "k int");
    assertThat(spark.sql("SHOW CREATE TABLE images").head().getString(0))
        .contains("USING uring", "LOCATION 'file:" + tree.path() + "'")
        .doesNotContain("TBLPROPERTIES");
    assertThat(spark.sql("SELECT path FROM images WHERE k = 2").count()).isEqualTo(2);
  }

  @Test
  void shouldTakeTheSchemaOfTheUser() {
    spark.sql(
        "CREATE TABLE images (content BINARY, k STRING, path STRING) USING uring LOCATION '%s'"
            .formatted(tree.path()));
    assertThat(spark.table("images").schema().toDDL())
        .isEqualTo("content BINARY,k STRING,path STRING");
    assertThat(spark.sql("SELECT DISTINCT k FROM images ORDER BY k").collectAsList().toString())
        .isEqualTo("[[1], [2]]");
    assertThat(spark.sql("SELECT * FROM images WITH (pathGlobFilter = '*.jpg')").count())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"path BINARY, k INT", "size BIGINT, k INT", "path STRING, CONTENT STRING"})
  void shouldRefuseASchemaThatDoesNotFit(final String columns) {
    assertThatThrownBy(
            () ->
                spark.sql(
                    "CREATE TABLE images (%s) USING uring LOCATION '%s'"
                        .formatted(columns, tree.path())))
        .hasMessageContaining("format uring has no column ")
        .hasMessageContaining("it has path STRING, modificationTime TIMESTAMP");
  }

  @Test
  void shouldDropATableWhoseFilesAreGone() throws IOException {
    Files.createDirectory(other.resolve("d"));
    Files.write(other.resolve("d/a"), new byte[1]);
    spark.sql("CREATE TABLE images USING uring LOCATION '%s/d'".formatted(other));
    assertThat(spark.table("images").count()).isEqualTo(1);
    Files.delete(other.resolve("d/a"));
    Files.delete(other.resolve("d"));
    assertThatThrownBy(() -> spark.table("images").collectAsList())
        .hasMessageContaining("[PATH_NOT_FOUND]");
    spark.sql("DROP TABLE images");
    assertThat(spark.catalog().tableExists("images")).isFalse();
  }

  @Test
  void shouldBeATemporaryView() {
    spark.sql(
        "CREATE TEMPORARY VIEW pictures USING uring OPTIONS (path '%s', pathGlobFilter '*.jpg')"
            .formatted(tree.path()));
    assertThat(spark.sql("SELECT count(content) FROM pictures").head().getLong(0)).isEqualTo(2);
    spark.sql(
        "CREATE OR REPLACE TEMPORARY VIEW pictures (path STRING) USING uring OPTIONS (path '%s')"
            .formatted(tree.path()));
    assertThat(spark.table("pictures").columns()).containsExactly("path", "k");
    assertThat(spark.table("pictures").count()).isEqualTo(4);
  }

  private static void assertSame(final Dataset<Row> ours, final Dataset<Row> theirs) {
    final Outcome expected = Outcome.of(() -> theirs);
    final Outcome actual = Outcome.of(() -> ours);
    assertThat(actual.error()).isEmpty();
    assertThat(actual.rows()).isNotEmpty().isEqualTo(expected.rows());
    assertThat(List.of(ours.columns())).isEqualTo(List.of(theirs.columns()));
  }

  private static Dataset<Row> binaryFile(final String path) {
    return spark.read().format("binaryFile").load(path);
  }
}
