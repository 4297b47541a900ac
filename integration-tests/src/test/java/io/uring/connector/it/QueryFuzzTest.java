package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queries at random over trees at random, in time zones at random: {@code uring} answers all of
 * them as {@code binaryFile} does, failures too. What differs names its seed; {@code
 * -During.seed=…} runs that one alone, {@code -During.runs=…} so many.
 */
@Tag("spark")
class QueryFuzzTest {
  private static final int RUNS = 12;
  private static final int QUERIES = 2;

  private static final String[] ZONES = {
    "UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe", "+14:00"
  };

  private static final String[] NAMES = {
    "a.jpg",
    "B.JPG",
    "sp ace.bin",
    "per%25cent",
    "a+b&c=d;e",
    "#hash?query",
    "[x]{y}|^`~",
    "'\"",
    "\u00e9.png",
    "\ud83d\ude00",
    "x,y",
    "~",
    "long".repeat(50),
    "back\\slash"
  };

  private static final String[][] VALUES = {
    {"1", "2", "-7", "__HIVE_DEFAULT_PARTITION__", "2147483648"},
    {"a", "A", "%25", "%2F", "\u00e9", "sp ace", "__HIVE_DEFAULT_PARTITION__"},
    {"2024-01-01", "1969-12-31", "__HIVE_DEFAULT_PARTITION__"},
    {"2024-07-01 10%3A00%3A00", "2024-01-01 00%3A00%3A00.5", "__HIVE_DEFAULT_PARTITION__"},
    {"0.5", "-0.0", "NaN", "1e300", "__HIVE_DEFAULT_PARTITION__"},
    {"01", "1", "x"}
  };

  private static final List<Map<String, String>> WAYS =
      List.of(
          Map.of(),
          Map.of("columnar", "false"),
          Map.of("batchRows", "2", "splitBytes", "64k"),
          Map.of("engine", "nio", "batchBytes", "64k"));

  private SplittableRandom random = new SplittableRandom();

  @Test
  void shouldAnswerAsBinaryFileDoes(@TempDir final Path folder) throws IOException {
    final Long chosen = Long.getLong("uring.seed");
    final SplittableRandom seeds = new SplittableRandom(System.nanoTime());
    final int runs = chosen == null ? Integer.getInteger("uring.runs", RUNS) : 1;
    int rows = 0;
    for (int run = 0; run < runs; run++) {
      final long seed = chosen == null ? seeds.nextLong() : chosen;
      random = new SplittableRandom(seed);
      final ContentTree tree = new ContentTree(folder.resolve("run" + run), seed);
      grow(tree);
      rows += compare(tree, seed);
    }
    assertThat(rows).as("rows of all queries").isPositive();
  }

  private void grow(final ContentTree tree) throws IOException {
    final int levels = random.nextInt(3);
    final String[][] values = {any(VALUES), any(VALUES)};
    for (int file = 2 + random.nextInt(9); file > 0; file--) {
      final StringBuilder path = new StringBuilder();
      for (int level = 0; level < levels; level++) {
        path.append("p").append(level).append('=').append(any(values[level])).append('/');
      }
      tree.with(path + any(NAMES), random.nextInt(8) == 0 ? 70_000 : random.nextInt(300));
    }
  }

  private int compare(final ContentTree tree, final long seed) {
    final SparkSession spark = SharedSpark.session();
    final String zone = any(ZONES);
    spark.conf().set("spark.sql.session.timeZone", zone);
    final Map<String, String> options = options();
    int rows = 0;
    for (int query = 0; query < QUERIES; query++) {
      final Map<String, String> way = WAYS.get(random.nextInt(WAYS.size()));
      final Dataset<Row> expected;
      final Dataset<Row> actual;
      try {
        expected = spark.read().format("binaryFile").options(options).load(tree.path());
      } catch (final Exception e) {
        assertThat(Outcome.of(() -> load(spark, options, way, tree)))
            .as("%s with -During.seed=%s", options, seed)
            .isEqualTo(
                Outcome.of(
                    () -> spark.read().format("binaryFile").options(options).load(tree.path())));
        continue;
      }
      actual = load(spark, options, way, tree);
      final String sql = sql(List.of(expected.schema().fields()));
      final Outcome outcome = ask(expected, sql);
      assertThat(ask(actual, sql))
          .as("%s in %s with %s, %s and -During.seed=%s", sql, zone, options, way, seed)
          .isEqualTo(outcome);
      rows += outcome.rows().size();
    }
    return rows;
  }

  private static Dataset<Row> load(
      final SparkSession spark,
      final Map<String, String> options,
      final Map<String, String> way,
      final ContentTree tree) {
    return spark.read().format("uring").options(options).options(way).load(tree.path());
  }

  private static Outcome ask(final Dataset<Row> files, final String sql) {
    return Outcome.of(
        () -> {
          files.createOrReplaceTempView("files");
          return files.sparkSession().sql(sql);
        });
  }

  private Map<String, String> options() {
    final Map<String, String> options = new HashMap<>();
    if (random.nextInt(4) == 0) {
      options.put("recursiveFileLookup", "true");
    }
    if (random.nextInt(4) == 0) {
      options.put("pathGlobFilter", any(new String[] {"*", "*.*", "?", "*[a-j]*", "*.{jpg,png}"}));
    }
    if (random.nextInt(4) == 0) {
      final String option = any(new String[] {"modifiedAfter", "modifiedBefore"});
      options.put(option, any(new String[] {"2020-09-13T16:00:00", "2020-09-13T12:00:00"}));
    }
    return options;
  }

  private String sql(final List<StructField> columns) {
    final String where = random.nextInt(5) == 0 ? "" : " WHERE " + condition(columns, 3);
    return switch (random.nextInt(7)) {
      case 0 -> "SELECT " + totals() + " FROM files" + where;
      case 1 -> {
        final String key = "`" + any(columns.toArray(new StructField[0])).name() + "`";
        yield "SELECT " + key + ", " + totals() + " FROM files" + where + " GROUP BY " + key;
      }
      case 2 ->
          "SELECT path, length FROM files%s ORDER BY %s, path LIMIT %d OFFSET %d"
              .formatted(
                  where,
                  any(new String[] {"length DESC", "modificationTime", "length, path DESC"}),
                  1 + random.nextInt(5),
                  random.nextInt(3));
      case 3 ->
          "SELECT a.path, b.content FROM files a JOIN (SELECT * FROM files%s) b ON a.path = b.path"
              .formatted(where);
      default -> "SELECT " + projection(columns) + " FROM files" + where;
    };
  }

  private String totals() {
    return any(
        new String[] {
          "count(*)",
          "count(*), min(length), max(length), sum(length), avg(length)",
          "min(path), max(modificationTime)",
          "bit_xor(crc32(content)), count(content)",
          "sum(_metadata.file_size), max(_metadata.file_name)"
        });
  }

  private String projection(final List<StructField> columns) {
    final List<String> wanted = new ArrayList<>();
    for (final StructField column : columns) {
      if (random.nextBoolean()) {
        wanted.add("`" + column.name() + "`");
      }
    }
    wanted.add(
        any(
            new String[] {
              "*",
              "1 AS one",
              "_metadata",
              "_metadata.file_path",
              "length(content) AS bytes",
              "date_format(modificationTime, 'yyyy-MM-dd HH:mm:ss.SSS') AS text",
              "upper(path) AS upper"
            }));
    return String.join(", ", wanted);
  }

  private String condition(final List<StructField> columns, final int depth) {
    if (depth > 0 && random.nextInt(3) > 0) {
      final String left = condition(columns, depth - 1);
      return switch (random.nextInt(3)) {
        case 0 -> "NOT (" + left + ")";
        case 1 -> "(" + left + " AND " + condition(columns, depth - 1) + ")";
        default -> "(" + left + " OR " + condition(columns, depth - 1) + ")";
      };
    }
    if (random.nextInt(6) == 0) {
      return any(
          new String[] {
            "_metadata.file_size > 100",
            "_metadata.file_name LIKE '%25%'",
            "length(path) % 2 = 0",
            "hour(modificationTime) < 12",
            "path LIKE concat('%', length)"
          });
    }
    final StructField column = any(columns.toArray(new StructField[0]));
    return "`" + column.name() + "`" + test(column);
  }

  /** What may stand behind a column of a type. */
  private String test(final StructField column) {
    final String operator = any(new String[] {" = ", " <> ", " < ", " <= ", " > ", " <=> "});
    return switch (column.dataType().typeName()) {
      case "binary" -> any(new String[] {" IS NULL", " > X'80'", " = X''"});
      case "string" ->
          any(
              new String[] {
                operator + "'a'",
                operator + "'\u00e9'",
                " LIKE '%.jpg'",
                " LIKE '%p0=1%'",
                " NOT IN ('a', 'A', '%')",
                " IN ('01', NULL)",
                " IS NOT NULL",
                " LIKE '_%a_%'"
              });
      case "date" -> any(new String[] {operator + "date'2024-01-01'", " IN (date'1969-12-31')"});
      case "timestamp" ->
          operator
              + any(
                  new String[] {
                    "timestamp'" + ContentTree.START.plus(Duration.ofMinutes(90)) + "'",
                    "timestamp'2020-09-13T12:26:40.123Z'",
                    "timestamp'2024-07-01 10:00:00'",
                    "'2020-09-13'"
                  });
      default ->
          any(
              new String[] {
                operator + random.nextInt(300),
                operator + "1",
                " IN (1, 2, NULL)",
                " NOT IN (0, 70000)",
                " BETWEEN 1 AND 200",
                " % 2 = 1",
                " IS NULL"
              });
    };
  }

  private <T> T any(final T[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
