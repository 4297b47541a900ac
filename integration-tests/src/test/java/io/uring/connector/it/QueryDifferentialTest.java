package io.uring.connector.it;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a query asks of the files, {@code uring} answers as {@code binaryFile} does. */
@Tag("spark")
class QueryDifferentialTest {
  private static SparkSession spark;
  private static ContentTree tree;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    spark = SharedSpark.session();
    spark.conf().set("spark.sql.session.timeZone", "America/New_York");
    tree =
        new ContentTree(folder)
            .with("year=2020/month=1/a.bin", "year=2020/month=1/b.txt", "year=2020/month=2/c.bin")
            .with("year=2021/month=1/sp ace.bin", "year=2021/month=1/\u00e9.bin")
            .with("year=2021/month=__HIVE_DEFAULT_PARTITION__/e.bin")
            .with("year=2021/month=12/large.bin", 100_000)
            .with("year=2022/month=12/f.bin", 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "path",
        "modificationTime",
        "length",
        "content",
        "year",
        "month",
        "content, path",
        "month, content, length, year, modificationTime, path",
        "year, year AS again, length + 1 AS more",
        "1 AS one",
        "upper(path) AS upper, crc32(content) AS crc",
        "length(content) = length AS same",
        "hex(substring(content, 1, 3)) AS head, content IS NULL AS none",
        "struct(path, content) AS pair",
        "named_struct('y', year, 't', modificationTime) AS pair, content"
      })
  void shouldAgreeOnProjections(final String columns) {
    new BothFormats(spark)
        .query(read -> read.selectExpr(columns.split(", (?![^(]*\\))")))
        .agreeOn(8, tree.path());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "length > 1000",
        "length <= 1000 AND NOT length = 1",
        "length IN (1, 100000)",
        "length BETWEEN 2 AND 2500 OR path LIKE '%f.bin'",
        "path LIKE '%.bin'",
        "path NOT LIKE '%.bin' OR year = 2022",
        "endswith(path, 'sp ace.bin')",
        "modificationTime > timestamp'2020-09-13 10:00:00'",
        "modificationTime <= '2020-09-13T13:26:40.124Z'",
        "modificationTime = timestamp'2020-09-13T13:26:40.124Z'",
        "year = 2021",
        "year = 2021 AND month IS NULL",
        "month > 1 AND length < 5000",
        "month <=> NULL",
        "year < month * 200 OR content IS NULL",
        "content IS NOT NULL AND month IS NOT NULL",
        "crc32(content) % 2 = 0",
        "length(content) <> length",
        "year = 1999",
        "false"
      })
  void shouldAgreeOnFilters(final String condition) {
    new BothFormats(spark).query(read -> read.where(condition)).agree(tree.path());
    new BothFormats(spark)
        .query(read -> read.where(condition).select("path", "month"))
        .agree(tree.path());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "count(*)",
        "count(1), count(content), count(month)",
        "min(length), max(length), sum(length), avg(length)",
        "min(path), max(modificationTime)",
        "count(DISTINCT year), count(DISTINCT crc32(content))",
        "bit_xor(crc32(content)), sum(length(content))",
        "max_by(content, path)"
      })
  void shouldAgreeOnAggregates(final String aggregates) {
    final String[] columns = aggregates.split(", (?![^(]*\\))");
    new BothFormats(spark).query(read -> read.selectExpr(columns)).agreeOn(1, tree.path());
    new BothFormats(spark)
        .query(read -> read.where("length > 1000").selectExpr(columns))
        .agreeOn(1, tree.path());
    new BothFormats(spark)
        .query(
            read -> {
              read.createOrReplaceTempView("files");
              return spark.sql("SELECT year, " + aggregates + " FROM files GROUP BY year");
            })
        .agreeOn(3, tree.path());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a.path, b.content FROM files a JOIN files b ON a.path = b.path WHERE a.length > 99",
        "SELECT year, content FROM files UNION ALL SELECT month, content FROM files",
        "SELECT path, content FROM files ORDER BY length DESC, path LIMIT 3",
        "SELECT path FROM files ORDER BY path LIMIT 2 OFFSET 3",
        "SELECT year, path, row_number() OVER (PARTITION BY year ORDER BY path) FROM files",
        "SELECT * FROM files WHERE year IN (SELECT max(year) - 1 FROM files)",
        "SELECT DISTINCT year, month FROM files",
        "SELECT path, b FROM files LATERAL VIEW explode(array(1, 2)) AS b"
      })
  void shouldAgreeOnSql(final String sql) {
    new BothFormats(spark)
        .query(
            read -> {
              read.createOrReplaceTempView("files");
              return spark.sql(sql);
            })
        .agree(tree.path());
  }
}
