package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Plans that are kept, and run later by another session. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SqlPlanTest {
  @RegisterExtension static final MiniClusterExtension CLUSTER = SqlSession.cluster();

  @TempDir Path folder;

  /** Notes what a job has read; the cluster is in this JVM. */
  public static final class Note extends ScalarFunction {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Integer> READ = new ConcurrentSkipListMap<>();

    /** Called for each row. */
    public boolean eval(final String path, final String name, final byte[] content) {
      return READ.put(path, content.length) == null && path.endsWith(name);
    }

    @Override
    public boolean isDeterministic() {
      return false;
    }
  }

  @Test
  void shouldReadWithAPlanThatWasMadeBefore() throws Exception {
    final PartitionedFiles files =
        PartitionedFiles.write(Files.createDirectory(folder.resolve("files")));
    final Path plan = folder.resolve("plan.json");
    declared(files)
        .sql()
        .executeSql(
            "COMPILE PLAN '"
                + plan
                + "' FOR INSERT INTO sink SELECT path, note(path, file_name, content) FROM t WHERE"
                + " length > 2500 AND path LIKE '%.bin' AND k = 1 AND name = 'v 0'");
    assertThat(Files.readString(plan)).contains("FilterPushDown", "PartitionPushDown", "file.name");
    assertThat(Note.READ).isEmpty();
    declared(files).sql().executeSql("EXECUTE PLAN '" + plan + "'").await();
    assertThat(Note.READ.keySet())
        .containsExactlyElementsOf(
            files.paths(
                path ->
                    path.matches(".*/k=1/name=v%200/.*[.]bin")
                        && files.content().get(path).length > 2500))
        .isNotEmpty();
    Note.READ.forEach(
        (path, length) -> assertThat(length).isEqualTo(files.content().get(path).length));
  }

  private static SqlSession declared(final PartitionedFiles files) {
    final SqlSession session =
        SqlSession.streaming()
            .table(
                "t ("
                    + SqlSession.COLUMNS
                    + ", file_name STRING METADATA FROM 'file.name' VIRTUAL, k INT, name STRING)"
                    + " PARTITIONED BY (k, name)",
                files.path());
    session
        .sql()
        .executeSql("CREATE TABLE sink (p STRING, n BOOLEAN) WITH ('connector'='blackhole')");
    session.sql().createTemporarySystemFunction("note", Note.class);
    return session;
  }
}
