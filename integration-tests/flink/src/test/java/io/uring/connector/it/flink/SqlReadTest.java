package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.uring.connector.core.memory.SlabPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tables of files give. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SqlReadTest {
  @RegisterExtension static final MiniClusterExtension CLUSTER = SqlSession.cluster();

  private static PartitionedFiles files;

  @TempDir Path folder;

  @BeforeAll
  static void write(@TempDir final Path folder) throws IOException {
    files = PartitionedFiles.write(folder);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldReadWholeFilesAndWhatIsKnownOfThem(final boolean streaming) throws Exception {
    final SqlSession session = streaming ? SqlSession.streaming() : SqlSession.batch();
    session.table(
        "t ("
            + SqlSession.COLUMNS
            + ", k INT, name STRING, p STRING METADATA FROM 'file.path' VIRTUAL, n STRING NOT NULL"
            + " METADATA FROM 'file.name', size BIGINT NOT NULL METADATA FROM 'file.size', t"
            + " TIMESTAMP_LTZ(3) NOT NULL METADATA FROM 'file.modification-time', o BIGINT METADATA"
            + " FROM 'file.offset', e STRING METADATA FROM 'file.error') PARTITIONED BY (k, name)",
        files.path());
    final Map<String, byte[]> found = new TreeMap<>();
    for (final Row row : session.rows("SELECT * FROM t")) {
      final String path = (String) row.getField("path");
      final byte[] bytes = (byte[]) row.getField("content");
      final Path file = PartitionedFiles.file(path);
      assertThat(found.put(path, bytes)).isNull();
      assertThat(row.getField("p")).isEqualTo(path);
      assertThat(row.getField("n")).isEqualTo(file.getFileName().toString());
      assertThat(row.getField("size")).isEqualTo((long) bytes.length);
      assertThat(row.getField("length")).isEqualTo((long) bytes.length);
      final Instant time = Files.getLastModifiedTime(file).toInstant();
      assertThat(row.getField("t")).isEqualTo(time);
      assertThat(row.getField("modification_time")).isEqualTo(time);
      assertThat(row.getField("o")).isEqualTo(0L);
      assertThat(row.getField("e")).isNull();
      final Object k = row.getField("k");
      assertThat(path).contains(k == null ? "/k=__HIVE_DEFAULT_PARTITION__/" : "/k=" + k + "/");
      assertThat(path).contains("/" + row.getField("name").toString().replace("v ", "name=v%20"));
    }
    assertThat(found.keySet()).isEqualTo(files.content().keySet());
    files.content().forEach((path, bytes) -> assertThat(found.get(path)).as(path).isEqualTo(bytes));
    assertThat(SlabPool.jvm().heldBytes()).isZero();
  }

  @Test
  void shouldCutFilesIntoRows() throws Exception {
    final SqlSession session =
        SqlSession.batch()
            .table(
                "t (" + SqlSession.COLUMNS + ", o BIGINT METADATA FROM 'file.offset')",
                files.path(),
                "'recursive-file-lookup'='true', 'chunk-size'='1000'",
                "'path-glob-filter'='f1?.bin'");
    final Map<String, byte[]> joined = new TreeMap<>();
    for (final Row row : session.rows("SELECT path, length, o, content FROM t")) {
      final byte[] whole =
          joined.computeIfAbsent(
              (String) row.getField(0), path -> new byte[Math.toIntExact((long) row.getField(1))]);
      final byte[] chunk = (byte[]) row.getField(3);
      assertThat(chunk).hasSizeLessThanOrEqualTo(1000);
      System.arraycopy(chunk, 0, whole, Math.toIntExact((long) row.getField(2)), chunk.length);
    }
    assertThat(joined).hasSize(10);
    joined.forEach((path, bytes) -> assertThat(bytes).isEqualTo(files.content().get(path)));
  }

  /** A pipe has no content that anybody could read; what becomes of it is the user's choice. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'mode'='FAILFAST' | fails",
        "'mode'='PERMISSIVE' | is kept",
        "'mode'='DROPMALFORMED' | is left out",
        "'ignore-corrupt-files'='true' | is left out"
      })
  void shouldTreatWhatCannotBeReadAsAskedTo(final String option, final String expected)
      throws Exception {
    final Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Files.write(folder.resolve("whole"), new byte[] {1, 2, 3});
    final SqlSession session =
        SqlSession.batch()
            .table(
                "t (path STRING, content BYTES, e STRING METADATA FROM 'file.error')",
                "'path'='" + folder + "'",
                option);
    final String query = "SELECT path, content, e FROM t";
    if (expected.equals("fails")) {
      // Flink may say that an event was lost in place of why a task failed.
      await()
          .pollInSameThread()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> session.rows(query))
                      .hasStackTraceContaining("open failed: errno=ENXIO(6), file=" + pipe));
      return;
    }
    final Map<String, Row> rows = new TreeMap<>();
    session.rows(query).forEach(row -> rows.put((String) row.getField(0), row));
    final Row whole = rows.remove("file:" + folder.resolve("whole"));
    assertThat((byte[]) whole.getField(1)).containsExactly(1, 2, 3);
    assertThat(whole.getField(2)).isNull();
    if (expected.equals("is kept")) {
      final Row kept = rows.remove("file:" + pipe);
      assertThat(kept.getField(1)).isNull();
      assertThat((String) kept.getField(2)).contains("" + pipe);
    }
    assertThat(rows).isEmpty();
  }

  @Test
  void shouldGoOnWithFilesThatComeLater() throws Exception {
    final SqlSession session =
        SqlSession.streaming()
            .table(
                "t (" + SqlSession.COLUMNS + ", k INT, name STRING) PARTITIONED BY (k, name)",
                "'path'='" + folder + "', 'monitor-interval'='100 ms', 'min-file-age'='0 s'");
    final TreeSet<String> expected = new TreeSet<>();
    for (int i = 0; i < 10; i++) {
      final Path file = folder.resolve("k=" + i % 2 + "/name=x/f" + i);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[] {1});
      if (i % 2 == 1) {
        expected.add("file:" + file);
      }
    }
    final String query = "SELECT path, content FROM t WHERE k IN (1, 7)";
    try (CloseableIterator<Row> rows = session.sql().executeSql(query).collect()) {
      final TreeSet<String> found = new TreeSet<>();
      while (found.size() < expected.size()) {
        found.add((String) rows.next().getField(0));
      }
      assertThat(found).isEqualTo(expected);
      // A partition that nobody knew when the query was planned.
      final Path file = folder.resolve("k=7/name=new/late");
      Files.createDirectories(file.getParent());
      Files.write(folder.resolve("k=7/name=new/.late"), new byte[] {1, 2});
      Files.move(folder.resolve("k=7/name=new/.late"), file);
      final Row late = rows.next();
      assertThat(late.getField(0)).isEqualTo("file:" + file);
      assertThat((byte[]) late.getField(1)).containsExactly(1, 2);
    }
  }

  /** Each option alone takes some of the files. */
  @Test
  void shouldTakeTheFilesThatOptionsSay() throws Exception {
    final List<String> after = files.paths(path -> time(path).isAfter(at(20)));
    final List<String> before = files.paths(path -> time(path).isBefore(at(20)));
    assertThat(after).hasSize(PartitionedFiles.COUNT - 21);
    final Path manifest = Files.write(folder.resolve("list.txt"), List.of("" + file("f12.bin")));
    final SqlSession session =
        SqlSession.streaming()
            .table("a (path STRING)", files.path(), "'modified-after'='" + at(20) + "'")
            .table(
                "b (path STRING)",
                files.path(),
                "'modified-before'='" + at(20).toString().replace('T', ' ').replace("Z", "") + "'")
            .table(
                "c (path STRING)",
                files.path(),
                "'source.path.regex-pattern'='.*/k=2/.*[05][.]bin'")
            .table("d (path STRING)", "'manifest'='" + manifest + "'")
            .table(
                "e (path STRING)",
                "'path'='" + file("f12.bin") + ";" + files.folder() + "/k=1/name=*/f?.bin'")
            .table("f (path STRING)", files.path(), "'path-glob-filter'='*[05].bin'");
    final Map<String, List<String>> expected =
        Map.of(
            "a", after,
            "b", before,
            "c", files.paths(path -> path.matches("(?s).*/k=2/.*[05][.]bin")),
            "d", files.paths(path -> path.endsWith("f12.bin")),
            "e", files.paths(path -> path.matches(".*(f12|/k=1/name=[^/]*/f.)[.]bin")),
            "f", files.paths(path -> path.matches("(?s).*[05][.]bin")));
    final Map<String, List<String>> found = new TreeMap<>();
    final StringBuilder query = new StringBuilder();
    for (final String table : expected.keySet()) {
      query.append(query.length() == 0 ? "" : " UNION ALL ");
      query.append("SELECT '" + table + "', path FROM " + table);
    }
    for (final Row row : session.rows(query.toString())) {
      found
          .computeIfAbsent((String) row.getField(0), table -> new ArrayList<>())
          .add((String) row.getField(1));
    }
    found.values().forEach(paths -> paths.sort(null));
    assertThat(found).isEqualTo(expected);
  }

  private static Instant at(final int file) {
    return PartitionedFiles.TIME.plusSeconds(3600L * file);
  }

  private static Instant time(final String path) {
    try {
      return Files.getLastModifiedTime(PartitionedFiles.file(path)).toInstant();
    } catch (final IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Path file(final String name) {
    return PartitionedFiles.file(files.paths(path -> path.endsWith("/" + name)).get(0));
  }
}
