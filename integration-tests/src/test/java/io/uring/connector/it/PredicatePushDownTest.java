package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the listing knows chooses files on the driver, with the rows that {@code binaryFile} gives,
 * and Spark filters no more; what it cannot decide to the letter stays with Spark.
 */
@Tag("spark")
class PredicatePushDownTest {
  private static final int FILES = 12;

  private static SparkSession spark;
  private static ContentTree tree;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    spark = SharedSpark.session();
    spark.conf().set("spark.sql.session.timeZone", "America/New_York");
    final String none = "__HIVE_DEFAULT_PARTITION__";
    tree =
        new ContentTree(folder)
            .with(
                name("1", "a", "2024-01-01", "0.0", "2024-01-01 10%3A00%3A00", "true", "a.jpg"), 1)
            .with(name("1", "a", "2024-01-01", "-0.0", "2024-01-01 10%3A00%3A00", "true", "b.JPG"))
            .with(
                name("2", "A", "2024-02-29", "NaN", "2024-07-01 10%3A00%3A00.5", "false", "c.jpg"))
            .with(name("2", "\u00e9", "2024-02-29", "1.5", none, "false", "sp ace.jpg"))
            .with(name("-7", "ab", "1969-12-31", "-2.25", "1969-12-31 23%3A59%3A59", none, "d%25"))
            .with(name("-7", none, none, "1e300", none, "true", "\u00e9\ud83d\ude00.png"))
            .with(name(none, "b", none, none, none, none, "e"))
            .with(name(none, "%25", "2024-01-01", "1.5", none, "false", "f"), 70_000)
            .with(name("2147483647", "a", "9999-12-31", "2", none, "true", "g"), 3000)
            .with(name("2147483647", "a", "9999-12-31", "2", none, "true", "h"), 3000)
            .with(name("0", "B", "2024-01-02", "3", "2024-01-01 10%3A00%3A00", "true", "i"), 255)
            .with(name("0", "B", "2024-01-02", "3", "2024-01-01 10%3A00%3A00", "true", "j"), 256);
  }

  private static String name(
      final String whole,
      final String text,
      final String day,
      final String real,
      final String time,
      final String flag,
      final String file) {
    return "w=%s/s=%s/d=%s/r=%s/t=%s/f=%s/%s".formatted(whole, text, day, real, time, flag, file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "length > 255",
        "length = 255 OR length = 256",
        "length <> 3000",
        "NOT (length >= 256 AND length < 4000)",
        "length IN (1, 255, 70000)",
        "length NOT IN (3000, 255)",
        "length IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 255, 256)",
        "length <=> 256",
        "255 < length",
        "length BETWEEN 255 AND 256",
        "length IS NULL",
        "length IS NOT NULL AND path IS NOT NULL",
        "path LIKE '%.jpg'",
        "path LIKE '%/w=1/%'",
        "path LIKE 'file:/%'",
        "path NOT LIKE '%.jpg'",
        "path LIKE 'file:%.jpg'",
        "startswith(path, 'file:/nowhere')",
        "contains(path, 'sp ace') OR endswith(path, '\ud83d\ude00.png')",
        "length(path) > 100",
        "path > 'file:/' AND path < 'file:0'",
        "modificationTime = timestamp'2020-09-13T12:26:40.123Z'",
        "modificationTime > timestamp'2020-09-13T12:26:40.123Z'",
        "modificationTime >= timestamp'2020-09-13T12:26:40.123001Z'",
        "modificationTime IN (timestamp'2020-09-13T12:26:40.123Z', timestamp'2021-01-01 00:00:00')",
        "w = 1",
        "w > 1",
        "w <> 2",
        "NOT w = 2",
        "w IS NULL",
        "w IS NOT NULL",
        "w <=> NULL",
        "NOT (w <=> 2)",
        "w IN (1, 0, NULL)",
        "w NOT IN (1, 0)",
        "w NOT IN (1, NULL)",
        "w > 1 OR s = 'b'",
        "NOT (w > 1 AND s = 'a')",
        "NOT (w > 1 OR length > 256)",
        "s = 'a'",
        "s > 'a'",
        "s >= 'A' AND s < 'b'",
        "s IN ('a', '%', '\u00e9')",
        "s LIKE 'a%'",
        "s NOT LIKE 'a%'",
        "s = path OR s IS NULL",
        "d = date'2024-02-29'",
        "d < '2000-01-01'",
        "d IN (date'2024-01-01', date'9999-12-31')",
        "d IS NULL OR d > date'2024-01-01'",
        "r = 0.0D",
        "r <> 0.0D",
        "r > 2D",
        "r = double('NaN')",
        "r < double('NaN')",
        "r <=> -0.0D",
        "t = timestamp'2024-01-01 10:00:00'",
        "t > timestamp'2024-07-01 10:00:00'",
        "t < timestamp'1970-01-01 00:00:00'",
        "f = 'true' OR f IS NULL",
        "f <=> 'false'",
        "w = 1 AND s = 'a' AND path LIKE '%.jpg' AND length = 1"
      })
  void shouldChooseFilesOnTheDriver(final String condition) {
    shouldChooseOnTheDriver(binaryFile().where(condition), read().where(condition));
  }

  /** With types that nothing infers. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "f",
        "NOT f",
        "f = true OR f IS NULL",
        "f <=> false",
        "f > false",
        "f IN (true)",
        "w > 1.5BD",
        "w = 2BD",
        "w IN (1BD, 0BD)",
        "r < float('NaN')",
        "r = float(0)",
        "s > X'41'",
        "s IN (X'61', X'25')",
        "d > timestamp_ntz'2024-01-01 00:00:00'"
      })
  void shouldChooseByTypesThatTheUserGives(final String condition) {
    final String schema =
        "path STRING, modificationTime TIMESTAMP, length BIGINT, content BINARY, w DECIMAL(12, 2),"
            + " s BINARY, d TIMESTAMP_NTZ, r FLOAT, t STRING, f BOOLEAN";
    shouldChooseOnTheDriver(
        spark.read().format("binaryFile").schema(schema).load(tree.path()).where(condition),
        spark.read().format("uring").schema(schema).load(tree.path()).where(condition));
  }

  private static void shouldChooseOnTheDriver(
      final Dataset<Row> expected, final Dataset<Row> actual) {
    final Outcome outcome = Outcome.of(() -> expected);
    assertThat(outcome.error()).isEmpty();
    assertThat(Outcome.of(() -> actual)).isEqualTo(outcome);
    final int rows = outcome.rows().size();
    final SparkPlan plan = Plans.executed(actual);
    assertThat(Plans.find(plan, FilterExec.class)).isEmpty();
    for (final BatchScanExec scan : Plans.find(plan, BatchScanExec.class)) {
      assertThat(scan.scan().description()).contains("files=" + rows + ",").contains(", pushed=[");
      // One for each core; the one large file may be a split of its own besides.
      assertThat(scan.inputPartitions().size()).isBetween(Math.min(rows, 2), Math.min(rows, 3));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lower(path) LIKE '%.jpg'",
        "path RLIKE 'a.jpg$'",
        "path LIKE '%_.jpg'",
        "s LIKE '%'",
        "length % 2 = 0",
        "length > 1 AND content IS NOT NULL",
        "length > 1 OR crc32(content) = 0",
        "r IN (0.0D, 1.5D)",
        "s COLLATE UTF8_LCASE = 'A'",
        "s COLLATE UTF8_LCASE LIKE 'a%'",
        "CAST(w AS STRING) = '1'",
        "hour(modificationTime) = 12"
      })
  void shouldLeaveTheRestToSpark(final String condition) {
    final Dataset<Row> query = read().where(condition);
    assertThat(Outcome.of(() -> query)).isEqualTo(Outcome.of(() -> binaryFile().where(condition)));
    assertThat(Plans.find(Plans.executed(query), FilterExec.class)).hasSize(1);
  }

  /** From Spark 4.2 on, which decides of folders what only it can. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "w % 2 = 0 | 4",
        "upper(s) = 'A' | 5",
        "CAST(w AS STRING) = '1' | 2",
        "s COLLATE UTF8_LCASE = 'a' AND length > 0 | 5",
        "date_add(d, 1) = date'2024-01-03' | 2",
        "s RLIKE '^[%]' AND length(content) > 0 | 1"
      })
  void shouldOpenNoFoldersThatConditionsOfSparksRuleOut(final String condition, final int files) {
    final Dataset<Row> query = read().where(condition);
    final Outcome expected = Outcome.of(() -> binaryFile().where(condition));
    final long before = ReadCounters.jvm().sum(Counter.FILES);
    assertThat(Outcome.of(() -> query)).isEqualTo(expected);
    final long opened = ReadCounters.jvm().sum(Counter.FILES) - before;
    if (spark.version().compareTo("4.2") < 0) {
      assertThat(opened).isGreaterThanOrEqualTo(files);
    } else {
      assertThat(opened).isEqualTo(files);
    }
    assertThat(Plans.find(Plans.executed(query), FilterExec.class)).hasSize(1);
  }

  /** Both leave it to Spark to fail, or not. */
  @Test
  void shouldFailAsSparkDoesOnAConditionThatFails() {
    final String condition = "CAST(s AS INT) = 1";
    assertThat(Outcome.of(() -> read().where(condition)))
        .isEqualTo(Outcome.of(() -> binaryFile().where(condition)));
  }

  @Test
  void shouldTakeWhatItCanOfSeveralConditions() {
    final Dataset<Row> query = read().where("length = 3000 AND lower(path) LIKE '%h'");
    assertThat(query.collectAsList()).hasSize(1);
    final SparkPlan plan = Plans.executed(query);
    final FilterExec filter = Plans.find(plan, FilterExec.class).get(0);
    assertThat(filter.condition().toString()).contains("lower").doesNotContain("length");
    assertThat(Plans.find(plan, BatchScanExec.class).get(0).scan().description())
        .contains("files=2,")
        .contains("of=" + FILES)
        .contains("length = 3000]");
  }

  /**
   * Of such a condition binaryFile rules out files whose column meets it: it cuts the value too.
   */
  @Test
  void shouldCompareTimesAsTheColumnShowsThem() {
    final String condition = "modificationTime < timestamp'2020-09-13T12:26:40.123456Z'";
    final List<Row> shown = read().where(condition).select("modificationTime").collectAsList();
    assertThat(shown).hasSize(1);
    assertThat(read().selectExpr(condition + " AS met").where("met").count()).isEqualTo(1);
    assertThat(shown.get(0).getTimestamp(0).getNanos()).isEqualTo(123_000_000);
  }

  @Test
  void shouldTakeNamesInTheirCase(@TempDir final Path folder) throws IOException {
    final ContentTree other =
        new ContentTree(folder).with("Length=5/PATH=x/a", 1).with("Length=6/PATH=y/b", 5);
    new BothFormats(spark)
        .query(read -> read.where("LENGTH = 5 AND path = 'x'"))
        .agreeOn(1, other.path());
    new BothFormats(spark).query(read -> read.where("length = 1")).agreeOn(0, other.path());
  }

  @Test
  void shouldFilterOnColumnsThatAreNotSelected() {
    new BothFormats(spark)
        .query(read -> read.where("w = 1 AND length > 0").select("path"))
        .agreeOn(2, tree.path());
  }

  @Test
  void shouldCountWhatIsLeftForTheOptimizer() {
    final Dataset<Row> query = read().where("length = 3000").select("length", "content");
    assertThat(statistics(query)).contains("sizeInBytes=5.9 KiB").contains("rowCount=2");
    assertThat(statistics(read().where("w = 12345"))).contains("sizeInBytes=0.0 B");
    assertThat(statistics(read().select("length"))).contains("sizeInBytes=96.0 B");
  }

  /** Conditions at random, decided by Spark as columns of {@code binaryFile}. */
  @Test
  void shouldDecideAsSparkDoes() {
    final Long chosen = Long.getLong("uring.seed");
    final long seed = chosen == null ? System.nanoTime() : chosen;
    final SplittableRandom random = new SplittableRandom(seed);
    final String[] columns = new String[60];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = condition(random, 3);
    }
    final Dataset<Row> all = binaryFile();
    final String[] projection = new String[columns.length + 1];
    projection[0] = "path";
    System.arraycopy(columns, 0, projection, 1, columns.length);
    final List<Row> decided = all.selectExpr(projection).collectAsList();
    for (int i = 0; i < columns.length; i++) {
      final List<String> expected = new ArrayList<>();
      for (final Row row : decided) {
        if (!row.isNullAt(i + 1) && row.getBoolean(i + 1)) {
          expected.add(row.getString(0));
        }
      }
      final List<String> actual = new ArrayList<>();
      for (final Row row : read().where(columns[i]).select("path").collectAsList()) {
        actual.add(row.getString(0));
      }
      assertThat(actual)
          .as("%s with -During.seed=%s", columns[i], seed)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static String condition(final SplittableRandom random, final int depth) {
    if (depth > 0 && random.nextInt(3) > 0) {
      final String left = condition(random, depth - 1);
      return switch (random.nextInt(3)) {
        case 0 -> "NOT (" + left + ")";
        case 1 -> "(" + left + " AND " + condition(random, depth - 1) + ")";
        default -> "(" + left + " OR " + condition(random, depth - 1) + ")";
      };
    }
    final String[] operators = {"=", "<>", "<", "<=", ">", ">=", "<=>"};
    final String operator = " " + operators[random.nextInt(operators.length)] + " ";
    return switch (random.nextInt(12)) {
      case 0 -> "length" + operator + List.of(1, 255, 256, 3000).get(random.nextInt(4));
      case 1 -> "w" + operator + List.of(-7, 0, 1, 2, 2147483647).get(random.nextInt(5));
      case 2 -> "s" + operator + List.of("'a'", "'B'", "'\u00e9'", "''").get(random.nextInt(4));
      case 3 -> "d" + operator + List.of("date'2024-01-01'", "d").get(random.nextInt(2));
      case 4 -> "r" + operator + List.of("0D", "-0D", "double('NaN')").get(random.nextInt(3));
      case 5 -> "t" + operator + "timestamp'2024-01-01 10:00:00'";
      case 6 -> "modificationTime" + operator + "timestamp'2020-09-13T14:26:40.125Z'";
      case 7 -> "f" + operator + "'false'";
      case 8 -> List.of("w", "s", "d", "r", "t", "f").get(random.nextInt(6)) + " IS NULL";
      case 9 -> "w IN (1, 2, " + List.of("NULL", "0").get(random.nextInt(2)) + ")";
      case 10 -> "s LIKE " + List.of("'a%'", "'%b'", "'%a%'").get(random.nextInt(3));
      default -> "path LIKE '%" + List.of(".jpg", "e", "j").get(random.nextInt(3)) + "'";
    };
  }

  private static Dataset<Row> binaryFile() {
    return spark.read().format("binaryFile").load(tree.path());
  }

  private static Dataset<Row> read() {
    return spark.read().format("uring").load(tree.path());
  }

  private static String statistics(final Dataset<Row> query) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) query)
        .queryExecution()
        .optimizedPlan()
        .stats()
        .simpleString();
  }
}
