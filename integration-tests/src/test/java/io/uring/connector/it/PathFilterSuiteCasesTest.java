package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Spark's {@code PathFilterSuite} asks of its file sources holds for {@code uring}: which
 * files {@code modifiedBefore}, {@code modifiedAfter} and {@code pathGlobFilter} leave.
 */
@Tag("spark")
class PathFilterSuiteCasesTest {
  private SparkSession spark;

  @TempDir Path folder;

  /** When files were modified, and what the options say. */
  private enum Moment {
    EPOCH("1970-01-01T00:00:00"),
    A_YEAR_AGO("2020-06-15T12:00:00"),
    DAYS_AGO("2021-06-12T12:00:00"),
    YESTERDAY("2021-06-14T12:00:00"),
    NOW("2021-06-15T12:00:00"),
    IN_DAYS("2021-06-18T12:00:00"),
    IN_A_YEAR("2022-06-15T12:00:00");

    private final LocalDateTime time;

    Moment(final String time) {
      this.time = LocalDateTime.parse(time);
    }

    String text() {
      return time.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
    }
  }

  @BeforeEach
  void start() {
    spark = SharedSpark.session();
  }

  /**
   * The cases "SPARK-31962" of one or two files and one or two times, in the suite's order: at the
   * same time (before, after, both), both with an earlier and with a later file; one file and a
   * past or future time; two files of which one, both or none is left.
   */
  @ParameterizedTest
  @CsvSource({
    "NOW, NOW, , 0",
    "NOW, , NOW, 0",
    "NOW, NOW, NOW, 0",
    "DAYS_AGO, NOW, NOW, 0",
    "IN_DAYS, NOW, NOW, 0",
    "NOW, , A_YEAR_AGO, 1",
    "NOW, IN_A_YEAR, , 1",
    "NOW, A_YEAR_AGO, , 0",
    "NOW EPOCH, , A_YEAR_AGO, 1",
    "NOW NOW, , A_YEAR_AGO, 2",
    "EPOCH EPOCH, , A_YEAR_AGO, 0",
    "EPOCH EPOCH, IN_A_YEAR, , 2",
    "EPOCH IN_DAYS, NOW, , 1",
    "YESTERDAY YESTERDAY, YESTERDAY, , 0"
  })
  void shouldFilterByTime(
      final String files,
      final @Nullable Moment before,
      final @Nullable Moment after,
      final int left)
      throws IOException {
    for (final String file : files.split(" ")) {
      write(Moment.valueOf(file).time);
    }
    final DataFrameReader reader = uring().option("timeZone", "UTC");
    if (before != null) {
      reader.option("modifiedBefore", before.text());
    }
    if (after != null) {
      reader.option("modifiedAfter", after.text());
    }
    assertThat(reader.load(folder.toString()).collectAsList()).hasSize(left);
    reader.option("pathGlobFilter", "*.csv");
    assertThat(reader.load(folder.toString()).collectAsList()).hasSize(left);
    reader.option("pathGlobFilter", "*.txt");
    assertThat(reader.load(folder.toString()).collectAsList()).isEmpty();
  }

  /**
   * Cases "modifiedBefore/modifiedAfter is specified with an invalid date" and "- empty option".
   */
  @ParameterizedTest
  @ValueSource(strings = {"2024-05+1 01:00:00", ""})
  void shouldRefuseWhatIsNoTime(final String text) throws IOException {
    write(Moment.NOW.time);
    for (final String option : List.of("modifiedBefore", "modifiedAfter")) {
      assertThatThrownBy(() -> uring().option(option, text).load(folder.toString()))
          .hasMessageContaining(option)
          .hasMessageContaining("a timestamp such as 2020-06-01T13:00:00, not " + text);
    }
  }

  /**
   * Case "modifiedBefore/modifiedAfter filter takes into account local timezone when specified as
   * an option": the text is of that zone. Spark then moves each file's time by the zone's offset
   * too, so what decides is the text less that offset twice.
   */
  @ParameterizedTest
  @CsvSource({"CET, 1", "HST, -10", "UTC, 0"})
  void shouldTakeTimesInTheZoneOfTheOption(final String zone, final int hours) throws IOException {
    final LocalDateTime text = LocalDateTime.parse("2021-01-15T12:00:00");
    final LocalDateTime decides = text.minusHours(2L * hours);
    write(decides.minusSeconds(1));
    write(decides);
    write(decides.plusSeconds(1));
    write(decides.plusSeconds(2));
    for (final String option : List.of("modifiedBefore", "modifiedAfter")) {
      new BothFormats(spark)
          .option(option, text.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME))
          .option("timeZone", zone)
          .agreeOn(option.equals("modifiedBefore") ? 1 : 2, folder.toString());
    }
  }

  /** Case "Option pathGlobFilter: filter files correctly". */
  @Test
  void shouldFilterByTheOptionAndThePath() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a.txt", "b.orc");
    final DataFrameReader reader = uring().option("pathGlobFilter", "*.txt");
    assertThat(paths(reader.load(tree.path()))).containsExactly("file:" + tree.path("a.txt"));
    assertThat(paths(reader.load(tree.path("*.orc")))).isEmpty();
    assertThat(paths(reader.load(tree.path("*xt")))).containsExactly("file:" + tree.path("a.txt"));
  }

  /** Case "Option pathGlobFilter: simple extension filtering should contains partition info". */
  @Test
  void shouldKeepPartitionsWhereTheOptionFilters() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("b=1/foo.txt", "b=1/bar.orc");
    tree.with("b=2/oof.txt");
    final Dataset<Row> byPath = uring().load(tree.path("*/*.txt"));
    assertThat(byPath.columns()).doesNotContain("b");
    assertThat(paths(byPath)).hasSize(2);
    final Dataset<Row> byOption = uring().option("pathGlobFilter", "*.txt").load(tree.path());
    assertThat(byOption.selectExpr("concat(b, ' ', path)").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrder(
            "1 file:" + tree.path("b=1/foo.txt"), "2 file:" + tree.path("b=2/oof.txt"));
  }

  private DataFrameReader uring() {
    return spark.read().format("uring");
  }

  private static List<String> paths(final Dataset<Row> read) {
    return read.select("path").collectAsList().stream().map(row -> row.getString(0)).toList();
  }

  private void write(final LocalDateTime utc) throws IOException {
    final Path file = Files.createTempFile(folder, "temp", ".csv");
    Files.writeString(file, "text");
    Files.setLastModifiedTime(file, FileTime.from(utc.toInstant(ZoneOffset.UTC)));
  }
}
