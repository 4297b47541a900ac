package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.memory.SlabPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code 'connector' = 'uring'}: what queries give, what is pushed to files, and what is refused.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SqlTest {
  private static final String COLUMNS =
      "content BYTES, path STRING, length BIGINT, modification_time TIMESTAMP_LTZ(3)";
  private static final Instant TIME = Instant.parse("2024-02-03T04:05:06.789Z");

  @TempDir Path folder;

  private final Map<String, byte[]> files = new TreeMap<>();

  @BeforeEach
  void write() throws IOException {
    final Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      final Path file =
          folder.resolve("k=" + i % 3).resolve("name=v%20" + i % 2).resolve("f" + i + ".bin");
      Files.createDirectories(file.getParent());
      final byte[] bytes = new byte[i == 5 ? 0 : random.nextInt(i == 6 ? 900_000 : 5000)];
      random.nextBytes(bytes);
      Files.write(file, bytes);
      Files.setLastModifiedTime(file, FileTime.from(TIME.plus(i, ChronoUnit.HOURS)));
      files.put("file:" + file, bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldReadWholeFilesAndWhatIsKnownOfThem(final boolean streaming) throws Exception {
    final TableEnvironment sql = environment(streaming);
    create(
        sql,
        COLUMNS
            + ", k INT, name STRING, p STRING METADATA FROM 'file.path' VIRTUAL, n STRING METADATA"
            + " FROM 'file.name', size BIGINT METADATA FROM 'file.size', t TIMESTAMP_LTZ(3) METADATA"
            + " FROM 'file.modification-time', o BIGINT METADATA FROM 'file.offset', e STRING"
            + " METADATA FROM 'file.error'",
        "k, name",
        "");
    final Map<String, byte[]> found = new TreeMap<>();
    for (final Row row : rows(sql, "SELECT * FROM t")) {
      final String path = (String) row.getField("path");
      final byte[] bytes = (byte[]) row.getField("content");
      final Path file = Path.of(path.substring("file:".length()));
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
      assertThat(path).contains("/k=" + row.getField("k") + "/");
      assertThat(path).contains("/" + row.getField("name").toString().replace("v ", "name=v%20"));
    }
    assertThat(found.keySet()).isEqualTo(files.keySet());
    files.forEach((path, bytes) -> assertThat(found.get(path)).as(path).isEqualTo(bytes));
    assertThat(SlabPool.jvm().heldBytes()).isZero();
  }

  static Stream<Arguments> conditions() {
    return Stream.of(
        condition("length > 2500", "length, 2500", file -> file.size > 2500),
        condition(
            "length BETWEEN 100 AND 4000 AND path LIKE '%/k=1/%'",
            "LIKE", file -> file.size >= 100 && file.size <= 4000 && file.path.contains("/k=1/")),
        condition("path LIKE '%/f_.bin'", "LIKE", file -> file.path.matches(".*/f..bin")),
        condition("NOT (path = 'x') AND length <> 0", "<>", file -> file.size != 0),
        condition(
            "k = 2 OR length < 700", "OR", file -> file.path.contains("/k=2/") || file.size < 700),
        condition(
            "modification_time >= TO_TIMESTAMP_LTZ(1706990706789, 3)",
            "modification_time",
            file -> !file.time.isBefore(Instant.ofEpochMilli(1706990706789L))),
        condition("length IN (0, 1, 2)", "length", file -> file.size < 3),
        condition("CHAR_LENGTH(path) > 0 AND length < 9", "length, 9", file -> file.size < 9));
  }

  private static Arguments condition(
      final String condition, final String pushed, final Predicate<Known> expected) {
    return Arguments.of(condition, pushed, expected);
  }

  private record Known(String path, long size, Instant time) {}

  @ParameterizedTest
  @MethodSource("conditions")
  void shouldDecideConditionsFromTheListing(
      final String condition, final String pushed, final Predicate<Known> expected)
      throws Exception {
    // Streams push the same, partition columns too.
    final TableEnvironment sql = environment(condition.startsWith("k = 2"));
    create(sql, COLUMNS + ", k INT, name STRING", "k, name", "'head-bytes'='10',");
    final String query = "SELECT path, content FROM t WHERE " + condition;
    assertThat(sql.explainSql(query)).containsPattern("filter=\\[.*" + Pattern.quote(pushed));
    final TreeSet<String> paths = new TreeSet<>();
    for (final Map.Entry<String, byte[]> file : files.entrySet()) {
      final Instant time =
          Files.getLastModifiedTime(Path.of(file.getKey().substring("file:".length()))).toInstant();
      if (expected.test(new Known(file.getKey(), file.getValue().length, time))) {
        paths.add(file.getKey());
      }
    }
    assertThat(paths(sql, query)).isEqualTo(paths);
  }

  @Test
  void shouldOpenNoFileWhereContentIsNotAsked() throws Exception {
    final TableEnvironment sql = environment(false);
    create(
        sql, COLUMNS + ", p STRING METADATA FROM 'file.path' VIRTUAL", "", "'recursive'='true',");
    // Nobody could read these: whatever opens one fails.
    for (final String path : files.keySet()) {
      Files.delete(Path.of(path.substring("file:".length())));
      Files.createSymbolicLink(
          Path.of(path.substring("file:".length())), Path.of("/proc/self/mem"));
    }
    assertThat(paths(sql, "SELECT p, length FROM t")).isEqualTo(files.keySet());
    assertThat(sql.explainSql("SELECT p FROM t")).containsPattern("project=\\[\\], metadata=\\[");
    assertThatThrownBy(() -> rows(sql, "SELECT content FROM t"))
        .satisfies(
            thrown ->
                assertThat(Throwables.getRootCause(thrown)).hasMessageContaining("read failed"));
  }

  @Test
  void shouldPruneFoldersAndStopEarly() throws Exception {
    final TableEnvironment sql = environment(false);
    create(sql, COLUMNS + ", k INT, name STRING", "k, name", "");
    final String query = "SELECT path, content FROM t WHERE k = 1 AND name = 'v 0'";
    assertThat(sql.explainSql(query)).contains("partitions=[{k=1, name=v 0}]");
    assertThat(paths(sql, query)).hasSize(10).allMatch(path -> path.contains("/k=1/name=v%200/"));
    assertThat(sql.explainSql("SELECT * FROM t LIMIT 4")).contains("limit=[4]");
    assertThat(rows(sql, "SELECT * FROM t LIMIT 4")).hasSize(4);
  }

  @Test
  void shouldAnswerTotalsFromTheListing() throws Exception {
    final TableEnvironment sql = environment(false);
    create(sql, COLUMNS + ", k INT, name STRING", "k, name", "");
    final String query =
        "SELECT COUNT(*), SUM(length), MIN(length), MAX(modification_time), MIN(path) FROM t WHERE"
            + " length > 10";
    assertThat(sql.explainSql(query)).contains("aggregates=[grouping=[]");
    final List<byte[]> some = files.values().stream().filter(bytes -> bytes.length > 10).toList();
    final Row row = rows(sql, query).get(0);
    assertThat(row.getField(0)).isEqualTo((long) some.size());
    assertThat(row.getField(1)).isEqualTo(some.stream().mapToLong(bytes -> bytes.length).sum());
    assertThat(row.getField(2))
        .isEqualTo(some.stream().mapToLong(bytes -> bytes.length).min().orElseThrow());
    assertThat(row.getField(3)).isEqualTo(TIME.plus(59, ChronoUnit.HOURS));
    assertThat(row.getField(4)).isEqualTo(files.keySet().iterator().next());
    assertThat(rows(sql, "SELECT COUNT(*), MAX(length) FROM t WHERE length < 0"))
        .containsExactly(Row.of(0L, null));
    assertThat(rows(sql, "SELECT COUNT(*) FROM t GROUP BY k"))
        .hasSize(3)
        .allMatch(Row.of(20L)::equals);
  }

  @Test
  void shouldCutFilesIntoRows() throws Exception {
    final TableEnvironment sql = environment(false);
    create(
        sql,
        COLUMNS + ", o BIGINT METADATA FROM 'file.offset'",
        "",
        "'recursive'='true', 'chunk-size'='1000', 'path-glob-filter'='f?.bin',");
    final Map<String, byte[]> joined = new TreeMap<>();
    for (final Row row : rows(sql, "SELECT path, length, o, content FROM t")) {
      final byte[] whole =
          joined.computeIfAbsent(
              (String) row.getField(0), path -> new byte[Math.toIntExact((long) row.getField(1))]);
      final byte[] chunk = (byte[]) row.getField(3);
      System.arraycopy(chunk, 0, whole, Math.toIntExact((long) row.getField(2)), chunk.length);
    }
    assertThat(joined).hasSize(10);
    joined.forEach((path, bytes) -> assertThat(bytes).isEqualTo(files.get(path)));
  }

  @Test
  void shouldKeepFilesThatCannotBeReadWhereAskedTo() throws Exception {
    final TableEnvironment sql = environment(false);
    create(
        sql,
        COLUMNS + ", e STRING METADATA FROM 'file.error'",
        "",
        "'recursive'='true', 'mode'='PERMISSIVE',");
    final Path broken = folder.resolve("broken");
    Files.createSymbolicLink(broken, Path.of("/proc/self/mem"));
    final List<Row> kept = rows(sql, "SELECT path, content, e FROM t WHERE e IS NOT NULL");
    assertThat(kept).hasSize(1);
    assertThat(kept.get(0).getField(0)).isEqualTo("file:" + broken);
    assertThat(kept.get(0).getField(1)).isNull();
    assertThat(kept.get(0).getField(2).toString()).contains("errno=");
  }

  @Test
  void shouldGoOnWithFilesThatComeLater() throws Exception {
    final TableEnvironment sql = environment(true);
    create(
        sql,
        COLUMNS + ", k INT, name STRING",
        "k, name",
        "'source.monitor-interval'='100 ms', 'min-file-age'='0 s',");
    final TreeSet<String> expected = new TreeSet<>();
    files.keySet().stream().filter(path -> path.contains("/k=1/")).forEach(expected::add);
    final String query = "SELECT path, content FROM t WHERE k IN (1, 7)";
    try (CloseableIterator<Row> rows = sql.executeSql(query).collect()) {
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

  @Test
  void shouldTakePathsByARegularExpression() throws Exception {
    final TableEnvironment sql = environment(false);
    create(sql, COLUMNS, "", "'source.path.regex-pattern'='.*/k=2/.*[05][.]bin',");
    assertThat(paths(sql, "SELECT path, content FROM t"))
        .isEqualTo(
            files.keySet().stream()
                .filter(path -> path.matches(".*/k=2/.*[05][.]bin"))
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "content BYTES | 'path'='data' | path must be an absolute path such as /data/images",
        "content BYTES | 'recursive'='true' | set either option path or option manifest",
        "content BYTES | 'path'='/d', 'manifest'='/m' | set either option path or option manifest",
        "content BYTES | 'path'='/d', 'batch-bytes'='1' | option batch-bytes must be 65536 to",
        "content BYTES | 'path'='/d', 'mode'='KEEP' | option mode must be FAILFAST, PERMISSIVE",
        "content BYTES | 'path'='/d', 'pathGlobFilter'='*' | Unsupported options",
        "content BYTES | 'path'='/d', 'path-glob-filter'='[' | option path-glob-filter must be a glob",
        "content BYTES | 'path'='/d', 'source.path.regex-pattern'='(' | must be a regular expression",
        "content BYTES | 'manifest'='/m', 'monitor-interval'='1 s' | cannot be monitored",
        "content STRING | 'path'='/d' | column content must be BYTES, not STRING",
        "length INT | 'path'='/d' | column length must be BIGINT, not INT",
        "size BIGINT | 'path'='/d' | column size is nothing that a file has. Columns are content BYTES",
        "content BYTES NOT NULL | 'path'='/d', 'mode'='permissive' | make the column content BYTES",
      })
  void shouldSayWhatToChange(final String columns, final String options, final String message) {
    final TableEnvironment sql = environment(false);
    sql.executeSql("CREATE TABLE t (" + columns + ") WITH ('connector'='uring', " + options + ")");
    assertThatThrownBy(() -> sql.explainSql("SELECT * FROM t"))
        .satisfies(thrown -> assertThat(messages(thrown)).anyMatch(each -> each.contains(message)));
  }

  @Test
  void shouldSayWhichFolderHasNoPartition() throws Exception {
    final TableEnvironment sql = environment(false);
    create(sql, COLUMNS + ", k DATE", "k", "");
    assertThatThrownBy(() -> rows(sql, "SELECT * FROM t"))
        .satisfies(
            thrown ->
                assertThat(messages(thrown))
                    .anyMatch(
                        each ->
                            each.contains(
                                "partition value 0 is no DATE: declare column k as STRING")));
    sql.executeSql("DROP TABLE t");
    create(sql, COLUMNS + ", other INT", "other", "");
    assertThatThrownBy(() -> rows(sql, "SELECT * FROM t"))
        .satisfies(
            thrown ->
                assertThat(messages(thrown))
                    .anyMatch(
                        each -> each.contains("partition column other has no value in " + folder)));
  }

  private static List<String> messages(final Throwable thrown) {
    final List<String> messages = new ArrayList<>();
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      messages.add(String.valueOf(each.getMessage()));
    }
    return messages;
  }

  private static TableEnvironment environment(final boolean streaming) {
    final Configuration configuration = new Configuration();
    configuration.setString("pipeline.generic-types", "false");
    configuration.setString("parallelism.default", "2");
    configuration.setString("table.local-time-zone", "UTC");
    return TableEnvironment.create(
        (streaming
                ? EnvironmentSettings.newInstance().inStreamingMode()
                : EnvironmentSettings.newInstance().inBatchMode())
            .withConfiguration(configuration)
            .build());
  }

  private void create(
      final TableEnvironment sql, final String columns, final String keys, final String options) {
    sql.executeSql(
        "CREATE TABLE t ("
            + columns
            + ") "
            + (keys.isEmpty() ? "" : "PARTITIONED BY (" + keys + ") ")
            + "WITH ('connector'='uring', "
            + options
            + " 'path'='"
            + folder
            + "')");
  }

  private static List<Row> rows(final TableEnvironment sql, final String query) throws Exception {
    final List<Row> rows = new ArrayList<>();
    try (CloseableIterator<Row> found = sql.executeSql(query).collect()) {
      found.forEachRemaining(rows::add);
    }
    return rows;
  }

  private static TreeSet<String> paths(final TableEnvironment sql, final String query)
      throws Exception {
    final List<Row> rows = rows(sql, query);
    final TreeSet<String> paths = new TreeSet<>();
    rows.forEach(row -> paths.add((String) row.getField(0)));
    assertThat(rows).hasSameSizeAs(paths);
    return paths;
  }
}
