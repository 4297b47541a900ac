package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.spark.UringDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Timestamp;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.spark.SparkException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Spark's {@code BinaryFileFormatSuite} asks of {@code binaryFile} holds for {@code uring}, as
 * a user meets it. Its case of a file without the right to read it is in {@link PlainUserTest}.
 */
@Tag("spark")
class BinaryFileSuiteCasesTest {
  private static final String MAX_LENGTH = "spark.sql.sources.binaryFile.maxLength";

  private SparkSession spark;

  @TempDir Path folder;

  @BeforeEach
  void start() {
    spark = SharedSpark.session();
  }

  /** Case "BinaryFileFormat methods". */
  @Test
  void shouldHaveTheNameAndTheColumnsAndKeepFilesWhole() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("large", 1_000_000);
    assertThat(new UringDataSource().shortName()).isEqualTo("uring");
    final Dataset<Row> read = uring().option("splitBytes", "64k").load(tree.path());
    assertThat(read.schema())
        .isEqualTo(spark.read().format("binaryFile").load(tree.path()).schema())
        .isEqualTo(
            StructType.fromDDL(
                "path STRING, modificationTime TIMESTAMP, length BIGINT, content BINARY"));
    assertThat(read.javaRDD().getNumPartitions()).isEqualTo(1);
    assertThat(read.collectAsList())
        .singleElement()
        .satisfies(row -> assertThat(row.<byte[]>getAs("content")).hasSize(1_000_000));
  }

  /** Case "binary file data source test": what Hadoop lists is what is read. */
  @ParameterizedTest
  @ValueSource(strings = {"", "*.*", "*.bin", "*.txt", "*.{txt,csv}", "*.json"})
  void shouldReadWhatHadoopLists(final String glob) throws IOException {
    write("year=2014/data.txt", "2014-test\n");
    write("year=2014/data2.bin", "2014-test-bin");
    write("year=2015/bool.csv", "bool\nTrue\nFalse\ntrue\n");
    write("year=2015/data.bin", "2015-test");
    final Set<String> expected = listedByHadoop(glob);
    assertThat(expected.isEmpty()).isEqualTo(glob.equals("*.json"));
    for (final String columnar : new String[] {"true", "false"}) {
      final DataFrameReader reader = uring().option("columnar", columnar);
      final Dataset<Row> read =
          (glob.isEmpty() ? reader : reader.option("pathGlobFilter", glob))
              .load(folder.toString())
              .select("path", "modificationTime", "length", "content", "year");
      assertThat(
              read.collectAsList().stream()
                  .map(
                      row ->
                          text(
                              row.getString(0),
                              row.getTimestamp(1),
                              row.getLong(2),
                              row.getAs(3),
                              row.getInt(4))))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /** Case "binary file data source do not support write operation". */
  @Test
  void shouldWriteNothing() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("in/a", "out/b");
    final byte[] before = Files.readAllBytes(tree.file("out/b"));
    final Dataset<Row> read = uring().load(tree.path("in"));
    assertThatThrownBy(() -> read.write().format("uring").save(tree.path("new")))
        .hasMessageContaining("[UNSUPPORTED_FEATURE.WRITE_FOR_BINARY_SOURCE]");
    assertThat(tree.file("new")).doesNotExist();
    for (final String mode : new String[] {"error", "append", "overwrite"}) {
      assertThatThrownBy(() -> read.write().format("uring").mode(mode).save(tree.path("out")))
          .as(mode)
          .hasMessageContaining("[UNSUPPORTED_FEATURE.WRITE_FOR_BINARY_SOURCE]");
    }
    assertThat(tree.file("out")).isDirectoryContaining(file -> file.endsWith("b"));
    assertThat(tree.file("out/b")).hasBinaryContent(before);
  }

  /**
   * Case "createFilterFunction": a file that the condition rules out is not opened. The files are
   * one, two and three bytes, and as many milliseconds, old; the last has three bytes and one.
   */
  @ParameterizedTest
  @CsvSource({
    "length < 2, a",
    "length <= 2, ab",
    "length > 2, cd",
    "length >= 2, bcd",
    "length = 2, b",
    "NOT length = 2, acd",
    "length > 1 AND length < 3, b",
    "length <= 1 OR length >= 3, acd",
    "modificationTime < timestamp_millis(2), ad",
    "modificationTime <= timestamp_millis(2), abd",
    "modificationTime > timestamp_millis(2), c",
    "modificationTime >= timestamp_millis(2), bc",
    "modificationTime = timestamp_millis(2), b",
    "NOT modificationTime = timestamp_millis(2), acd",
    "modificationTime > timestamp_millis(1) AND modificationTime < timestamp_millis(3), b",
    "modificationTime <= timestamp_millis(1) OR modificationTime >= timestamp_millis(3), acd",
    "NOT length IS NULL, abcd",
    "length > 2 AND modificationTime < timestamp_millis(2), d",
    "NOT (length > 2 OR modificationTime < timestamp_millis(2)), b"
  })
  void shouldOpenOnlyWhatAConditionLeaves(final String condition, final String names)
      throws IOException {
    write("a", "1", 1);
    write("b", "22", 2);
    write("c", "333", 3);
    write("d", "333", 1);
    final Dataset<Row> query = uring().load(folder.toString()).where(condition);
    final String found =
        query.select("path").collectAsList().stream()
            .map(row -> row.getString(0).substring(row.getString(0).lastIndexOf('/') + 1))
            .sorted()
            .collect(Collectors.joining());
    assertThat(found).isEqualTo(names);
    assertThat(query.collectAsList()).hasSize(names.length());
    assertThat(Plans.metrics(Plans.executed(query)))
        .containsEntry("uringFiles", (long) names.length());
  }

  /** Case "buildReader". */
  @Test
  void shouldCompareAFileWithItsOwnLengthAndTime() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a", 100);
    final String time =
        "timestamp_millis(" + Files.getLastModifiedTime(tree.file("a")).toMillis() + ")";
    final Dataset<Row> read = uring().load(tree.path("a"));
    assertThat(read.collectAsList()).hasSize(1);
    assertThat(read.where("length < 100").collectAsList()).isEmpty();
    assertThat(read.where("modificationTime < " + time).collectAsList()).isEmpty();
    assertThat(read.where("length = 100 AND modificationTime = " + time).collectAsList())
        .hasSize(1);
  }

  /** Case "column pruning". */
  @Test
  void shouldReadSomeOfTheColumns() throws IOException {
    write("a", "123", 1_600_000_000_123L);
    assertThat(
            uring()
                .load(folder.toString())
                .select("modificationTime", "length", "content")
                .collectAsList())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getTimestamp(0)).isEqualTo(new Timestamp(1_600_000_000_123L));
              assertThat(row.getLong(1)).isEqualTo(3);
              assertThat(row.<byte[]>getAs(2)).asString().isEqualTo("123");
            });
  }

  /** Case "fail fast and do not attempt to read if a file is too big". */
  @Test
  void shouldNotOpenAFileThatIsTooBig() throws IOException {
    write("a b", "123", 1);
    assertThat(spark.conf().get(MAX_LENGTH)).isEqualTo(Integer.toString(Integer.MAX_VALUE));
    assertThat(content("uring").collectAsList()).hasSize(1);
    spark.conf().set(MAX_LENGTH, "3");
    assertThat(content("uring").collectAsList()).hasSize(1);
    spark.conf().set(MAX_LENGTH, "2");
    final String before = ReadCounters.jvm().toString();
    for (final String format : new String[] {"binaryFile", "uring"}) {
      assertThatThrownBy(() -> content(format).collectAsList())
          .isInstanceOfSatisfying(
              SparkException.class,
              failure -> {
                assertThat(failure.getCondition()).isEqualTo("FAILED_READ_FILE.NO_HINT");
                assertThat(failure.getMessageParameters())
                    .isEqualTo(Map.of("path", "file://" + folder + "/a%20b"));
              })
          .hasStackTraceContaining("exceeds the max length allowed");
    }
    assertThat(ReadCounters.jvm()).hasToString(before);
  }

  /** Case "SPARK-28030: support chars in file names that require URL encoding". */
  @Test
  void shouldReadANameWithASpace() throws IOException {
    write("test space.txt", "123");
    final Row row = uring().load(folder.toString()).select("path", "content").first();
    assertThat(row.getString(0)).isEqualTo("file:" + folder + "/test space.txt");
    assertThat(row.<byte[]>getAs(1)).asString().isEqualTo("123");
  }

  private DataFrameReader uring() {
    return spark.read().format("uring");
  }

  private Dataset<Row> content(final String format) {
    return spark.read().format(format).load(folder.toString()).select("content");
  }

  private Path write(final String name, final String content) throws IOException {
    final Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content, StandardCharsets.UTF_8);
  }

  private void write(final String name, final String content, final long millis)
      throws IOException {
    Files.setLastModifiedTime(write(name, content), FileTime.fromMillis(millis));
  }

  private Set<String> listedByHadoop(final String glob) throws IOException {
    final FileSystem files = FileSystem.getLocal(new Configuration());
    final Set<String> rows = new TreeSet<>();
    for (final FileStatus year : files.listStatus(new org.apache.hadoop.fs.Path(folder.toUri()))) {
      for (final FileStatus file : files.listStatus(year.getPath())) {
        if (glob.isEmpty() || new GlobFilter(glob).accept(file.getPath())) {
          rows.add(
              text(
                  file.getPath().toString(),
                  new Timestamp(file.getModificationTime()),
                  file.getLen(),
                  Files.readAllBytes(Path.of(file.getPath().toUri())),
                  Integer.parseInt(year.getPath().getName().substring("year=".length()))));
        }
      }
    }
    return rows;
  }

  private static String text(
      final String path,
      final Timestamp modified,
      final long length,
      final byte[] content,
      final int year) {
    return String.join(
        " ",
        path,
        modified.toInstant().toString(),
        Long.toString(length),
        HexFormat.of().formatHex(content),
        Integer.toString(year));
  }
}
