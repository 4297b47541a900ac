package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decided from the listing gives what Flink gives, and opens no file in vain. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SqlPushDownTest {
  @RegisterExtension static final MiniClusterExtension CLUSTER = SqlSession.cluster();

  private static final String DECLARED =
      " (" + SqlSession.COLUMNS + ", k INT, name STRING) PARTITIONED BY (k, name)";

  /** Of every kind that is pushed, and of some that are left to Flink. */
  private static final List<String> CONDITIONS =
      List.of(
          "length > 2500",
          "length >= 0",
          "length = 10000000000",
          "length <> 0",
          "length BETWEEN 100 AND 4000",
          "length NOT BETWEEN 100 AND 4000",
          "length IN (0, 1, 2)",
          "length NOT IN (0, 1, NULL)",
          "length IN (" + numbers(0, 3000, 100) + ")",
          "length NOT IN (" + numbers(0, 3000, 100) + ")",
          "length > 2500.5",
          "CAST(length AS STRING) = '0'",
          "path LIKE '%/k=1/%'",
          "path LIKE 'file:%.bin'",
          "path NOT LIKE '%/f_.bin'",
          "path LIKE '%/a_b'",
          "path LIKE '%50!%!_b' ESCAPE '!'",
          "path LIKE '%50\\%%'",
          "path LIKE '%/__'",
          "path LIKE ''",
          "path LIKE '%it''s'",
          "path > 'file:/z'",
          "path <> name",
          "CHAR_LENGTH(path) > 60",
          "k = 1",
          "k <> 1",
          "NOT (k = 1)",
          "k IS NULL",
          "k IS NOT NULL",
          "k IN (0, 2, 9)",
          "k IN (1, NULL)",
          "k NOT IN (1, NULL)",
          "k = length",
          "k < length",
          "(k = 1) IS NOT TRUE",
          "(k > 0) IS UNKNOWN",
          "k = CAST(NULL AS INT)",
          "name = 'v 0'",
          "name >= 'v 1'",
          "name LIKE '__1' AND k BETWEEN 0 AND 1",
          "COALESCE(k, 7) = 7",
          "modification_time >= TO_TIMESTAMP_LTZ(1706990706789, 3)",
          "modification_time = TO_TIMESTAMP_LTZ(1706933106789, 3)",
          "modification_time < TIMESTAMP '2024-02-04 00:00:00'");

  private static PartitionedFiles files;

  @TempDir Path folder;

  @BeforeAll
  static void write(@TempDir final Path folder) throws IOException {
    files = PartitionedFiles.write(folder);
  }

  @Test
  void shouldChooseWhatFlinkWouldChoose() throws Exception {
    assertChooses(SqlSession.batch(), CONDITIONS);
  }

  @Test
  void shouldChooseWhatFlinkWouldChooseByJoinedConditions() throws Exception {
    final long seed = System.nanoTime();
    final Random random = new Random(seed);
    final List<String> joined = IntStream.range(0, 8).mapToObj(i -> condition(random, 3)).toList();
    try {
      assertChooses(SqlSession.streaming(), joined);
    } catch (final AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  /** Flink's own truth is what it makes of the conditions as columns, which are not pushed. */
  private static void assertChooses(final SqlSession session, final List<String> conditions)
      throws Exception {
    session.sql().getConfig().set("parallelism.default", "1");
    session.table("t" + DECLARED, files.path());
    final StringBuilder truth = new StringBuilder("SELECT path");
    final StringBuilder chosen = new StringBuilder();
    for (int i = 0; i < conditions.size(); i++) {
      truth.append(", CASE WHEN " + conditions.get(i) + " THEN 1 ELSE 0 END");
      chosen.append(i == 0 ? "" : " UNION ALL ");
      chosen.append("SELECT " + i + ", path FROM t WHERE " + conditions.get(i));
    }
    final List<String> expected = new ArrayList<>();
    for (final Row row : session.rows(truth + " FROM t")) {
      for (int i = 0; i < conditions.size(); i++) {
        if (row.getField(i + 1).equals(1)) {
          expected.add(conditions.get(i) + ": " + row.getField(0));
        }
      }
    }
    final List<String> found = new ArrayList<>();
    for (final Row row : session.rows(chosen.toString())) {
      found.add(conditions.get((int) row.getField(0)) + ": " + row.getField(1));
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "length > 2500 | filter=[>(length, 2500",
        "length BETWEEN 100 AND 4000 AND path LIKE '%.bin' | LIKE(path",
        "NOT (path = 'x') AND length <> 0 | <>(length, 0",
        "k = 2 OR length < 700 | filter=[OR(",
        "length IN (0, 1, 2) | filter=[OR(",
        "modification_time >= TO_TIMESTAMP_LTZ(1706990706789, 3) | filter=[>=(modification_time",
        "CHAR_LENGTH(path) > 0 AND length < 9 | filter=[<(length, 9",
      })
  void shouldSayInThePlanWhatIsPushed(final String condition, final String expected) {
    final SqlSession session = SqlSession.batch().table("t" + DECLARED, files.path());
    final String plan = session.plan("SELECT path FROM t WHERE " + condition);
    assertThat(plan).containsPattern("TableSourceScan.*" + Pattern.quote(expected));
    if (!condition.contains("CHAR_LENGTH")) {
      // Nothing is left to decide once rows are there.
      assertThat(plan.substring(plan.indexOf("Optimized Physical Plan"))).doesNotContain("where=");
    }
  }

  /** Flink makes of it one OR in another, so many deep. */
  @Test
  void shouldChooseByALongList() throws Exception {
    final SqlSession session = SqlSession.batch().table("t" + DECLARED, files.path());
    final String query =
        "SELECT path FROM t WHERE length IN (" + numbers(0, 3000, 7) + ") AND k = 1";
    assertThat(session.plan(query)).contains("filter=[");
    assertThat(session.names(query))
        .isEqualTo(
            files.paths(
                path ->
                    path.contains("/k=1/")
                        && files.content().get(path).length < 3000
                        && files.content().get(path).length % 7 == 0));
  }

  @Test
  void shouldOpenNoFileWhereContentIsNotAsked() throws Exception {
    final List<Path> secrets = unreadable(10);
    final SqlSession session =
        SqlSession.batch()
            .table(
                "t (" + SqlSession.COLUMNS + ", p STRING METADATA FROM 'file.path' VIRTUAL)",
                "'path'='" + folder + "'");
    final List<String> paths = secrets.stream().map(path -> "file:" + path).toList();
    assertThat(session.names("SELECT p, length FROM t")).isEqualTo(paths);
    assertThat(session.plan("SELECT p FROM t")).contains("project=[], metadata=[file.path]");
    assertThat(session.rows("SELECT COUNT(p) FROM t")).containsExactly(Row.of(10L));
    // Flink may say that an event was lost in place of why a task failed.
    await()
        .pollInSameThread()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> session.rows("SELECT content FROM t"))
                    .hasStackTraceContaining("read failed"));
  }

  @Test
  void shouldOpenOnlyWhatPartitionsConditionsAndLimitsLeave() throws Exception {
    unreadable(10);
    Files.write(folder.resolve("00"), new byte[] {1});
    Files.write(folder.resolve("01"), new byte[] {2});
    final SqlSession session =
        SqlSession.batch().table("t (" + SqlSession.COLUMNS + ")", "'path'='" + folder + "'");
    final String limited = "SELECT content FROM t LIMIT 2";
    assertThat(session.plan(limited)).contains("limit=[2]");
    assertThat(session.rows(limited)).hasSize(2);
    assertThat(session.rows("SELECT content FROM t WHERE length > 0")).hasSize(2);
    assertThat(session.rows("SELECT content FROM t WHERE path LIKE '%/00'")).hasSize(1);
    session.table(
        "p (content BYTES, path STRING, k INT, name STRING) PARTITIONED BY (k, name)",
        files.path());
    final String pruned = "SELECT path, content FROM p WHERE k = 1 AND name = 'v 0'";
    // In whatever order this Flink has the keys.
    assertThat(session.plan(pruned))
        .containsPattern("partitions=\\[\\{(k=1, name=v 0|name=v 0, k=1)}]");
    assertThat(session.names(pruned))
        .isEqualTo(files.paths(path -> path.contains("/k=1/name=v%200/")));
    assertThat(session.rows("SELECT content FROM p LIMIT 4")).hasSize(4);
  }

  /** A table of which the planner may know nothing counts rows. */
  @Test
  void shouldCountFromTheListingWhatFlinkWouldCount() throws Exception {
    final SqlSession session =
        SqlSession.batch()
            .table("t" + DECLARED, files.path())
            .table("u" + DECLARED, files.path(), "'source.report-statistics'='NONE'");
    session.sql().getConfig().set("parallelism.default", "1");
    final List<String> conditions =
        List.of("TRUE", "length < 0", "name = 'v 1' AND (k < 2 OR k IS NULL)");
    final String counted = totals("t", conditions);
    final String scanned = totals("u", conditions);
    assertThat(session.plan(counted)).contains("aggregates=[grouping=[]");
    assertThat(session.plan(scanned)).doesNotContain("aggregates=[grouping=[]");
    final List<Row> rows = session.rows(counted);
    assertThat(rows).hasSize(conditions.size());
    assertThat(rows).containsExactlyInAnyOrderElementsOf(session.rows(scanned));
    assertThat(rows).anyMatch(row -> row.getField(0).equals(0) && row.getField(1).equals(60L));
    // Groups and averages are Flink's.
    assertThat(session.rows("SELECT k, COUNT(*) FROM t GROUP BY k"))
        .containsExactlyInAnyOrder(
            Row.of(0, 15L), Row.of(1, 15L), Row.of(2, 15L), Row.of(null, 15L));
  }

  private static String totals(final String table, final List<String> conditions) {
    return IntStream.range(0, conditions.size())
        .mapToObj(
            i ->
                "SELECT "
                    + i
                    + ", COUNT(*), COUNT(k), SUM(length), MIN(length), MAX(k), MIN(path),"
                    + " MAX(name), MAX(modification_time) FROM "
                    + table
                    + " WHERE "
                    + conditions.get(i))
        .collect(Collectors.joining(" UNION ALL "));
  }

  /** Files that have no size and fail when they are read. */
  private List<Path> unreadable(final int count) throws IOException {
    final TreeSet<Path> made = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      made.add(Files.createSymbolicLink(folder.resolve("secret" + i), Path.of("/proc/self/mem")));
    }
    return List.copyOf(made);
  }

  private static String condition(final Random random, final int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return "(" + CONDITIONS.get(random.nextInt(CONDITIONS.size())) + ")";
    }
    final String one = condition(random, depth - 1);
    return switch (random.nextInt(3)) {
      case 0 -> "(NOT " + one + ")";
      case 1 -> "(" + one + " AND " + condition(random, depth - 1) + ")";
      default -> "(" + one + " OR " + condition(random, depth - 1) + ")";
    };
  }

  private static String numbers(final int from, final int to, final int step) {
    return IntStream.iterate(from, i -> i < to, i -> i + step)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", "));
  }
}
