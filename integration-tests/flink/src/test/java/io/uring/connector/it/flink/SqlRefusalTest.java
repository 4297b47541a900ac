package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything runs, and what is said then. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SqlRefusalTest {
  @RegisterExtension static final MiniClusterExtension CLUSTER = SqlSession.cluster();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "content BYTES | 'path'='data' | path must be an absolute path such as /data/images",
        "content BYTES | 'recursive-file-lookup'='true' | set either option path or option"
            + " manifest",
        "content BYTES | 'path'='/d', 'manifest'='/m' | set either option path or option manifest",
        "content BYTES | 'path'='/d', 'batch-bytes'='1' | option batch-bytes must be 65536 to",
        "content BYTES | 'path'='/d', 'mode'='KEEP' | option mode must be FAILFAST, PERMISSIVE",
        "content BYTES | 'path'='/d', 'pathGlobFilter'='*' | Unsupported options",
        "content BYTES | 'path'='/d', 'path-glob-filter'='[' | option path-glob-filter must be a"
            + " glob",
        "content BYTES | 'path'='/d', 'source.path.regex-pattern'='(' | must be a regular"
            + " expression",
        "content BYTES | 'path'='/d', 'modified-after'='today' | option modified-after must be a"
            + " timestamp",
        "content BYTES | 'manifest'='/m', 'monitor-interval'='1 s' | cannot be monitored",
        "content STRING | 'path'='/d' | column content must be BYTES, not STRING",
        "length INT | 'path'='/d' | column length must be BIGINT, not INT",
        "size BIGINT | 'path'='/d' | column size is nothing that a file has. Columns are content"
            + " BYTES",
        "content BYTES NOT NULL | 'path'='/d', 'mode'='permissive' | make the column content BYTES",
      })
  void shouldSayWhatToChange(final String columns, final String options, final String message) {
    assertRefused("SELECT * FROM t", "(" + columns + ")", options, message);
  }

  @Test
  void shouldSayWhichFolderHasNoPartition(@TempDir final Path folder) throws Exception {
    Files.write(Files.createDirectories(folder.resolve("k=x")).resolve("f"), new byte[1]);
    final String path = "'path'='" + folder + "'";
    assertRefused(
        "SELECT path FROM t WHERE k > 0 OR length > 5",
        "(path STRING, length BIGINT, k INT) PARTITIONED BY (k)",
        path,
        "partition value x is no INT: declare column k as STRING");
    assertRefused(
        "SELECT path FROM t WHERE other > 0 OR length > 5",
        "(path STRING, length BIGINT, other INT) PARTITIONED BY (other)",
        path,
        "partition column other has no value in " + folder);
  }

  private static void assertRefused(
      final String query, final String columns, final String options, final String message) {
    final SqlSession session = SqlSession.batch().table("t " + columns, options);
    assertThatThrownBy(() -> session.rows(query))
        .satisfies(
            thrown ->
                assertThat(SqlSession.messages(thrown)).anyMatch(each -> each.contains(message)));
  }
}
