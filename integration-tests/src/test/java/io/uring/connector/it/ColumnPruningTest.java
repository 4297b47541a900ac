package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A query that does not need the content opens no file. */
@Tag("spark")
class ColumnPruningTest {
  private static SparkSession spark;
  private static ContentTree tree;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    spark = SharedSpark.session();
    tree = new ContentTree(folder).withMany(50, 100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT path, length FROM files",
        "SELECT modificationTime FROM files WHERE length > 10",
        "SELECT count(*) FROM files GROUP BY length",
        "SELECT count(*), max(length), min(path) FROM files WHERE lower(path) LIKE '%1'",
        "SELECT a.path FROM files a JOIN files b ON a.path = b.path",
        "SELECT 1 FROM files"
      })
  void shouldOpenNothingWithoutContent(final String sql) {
    for (final String columnar : new String[] {"true", "false"}) {
      spark
          .read()
          .format("uring")
          .option("columnar", columnar)
          .load(tree.path())
          .createOrReplaceTempView("files");
      final String before = opened();
      final Dataset<Row> query = spark.sql(sql);
      assertThat(query.collectAsList()).isNotEmpty();
      assertThat(opened()).isEqualTo(before);
      assertThat(Plans.executed(query).toString()).contains("opens=none");
    }
  }

  @Test
  void shouldListWhatIsGoneMeanwhile(@TempDir final Path other) throws IOException {
    final ContentTree gone = new ContentTree(other).withMany(10, 5);
    final Dataset<Row> read = spark.read().format("uring").load(gone.path());
    for (int i = 0; i < 10; i++) {
      Files.delete(gone.file(String.format("f%04d", i)));
    }
    assertThat(read.select("path", "length").collectAsList()).hasSize(10);
    assertThat(read.count()).isEqualTo(10);
  }

  @Test
  void shouldOpenEachFileOnceForItsContent() {
    final long before = ReadCounters.jvm().sum(Counter.FILES);
    spark.read().format("uring").load(tree.path()).select("content").collectAsList();
    assertThat(ReadCounters.jvm().sum(Counter.FILES) - before).isEqualTo(50);
  }

  private static String opened() {
    return ReadCounters.jvm().toString();
  }
}
