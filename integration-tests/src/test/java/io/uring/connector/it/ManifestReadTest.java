package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A manifest in the place of paths. */
@Tag("spark")
class ManifestReadTest {
  private static SparkSession spark;
  private static ContentTree tree;

  @TempDir Path out;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    spark = SharedSpark.session();
    tree =
        new ContentTree(folder)
            .withMany(200, 1000)
            .with("k=1/in a folder%20.bin", 5000)
            .with("k=2/\u00fc \u4e2d", 2000)
            .with("empty", 0);
  }

  @BeforeEach
  void newSession() {
    spark = SharedSpark.session();
  }

  /** Spark writes folders of files, which are manifests as they are. */
  @ParameterizedTest
  @CsvSource({"text,false", "csv,true", "parquet,true", "csv,false", "parquet,false"})
  void shouldReadWhatSparkHasWritten(final String format, final boolean columnar) {
    final Dataset<Row> expected = binaryFile();
    final String manifest = out.resolve("m").toString();
    expected
        .select("path")
        .repartition(3)
        .write()
        .format(format)
        .option("header", "true")
        .save(manifest);
    assertThat(rows(uring().option("columnar", columnar).option("manifest", manifest).load()))
        .hasSize(202)
        .isEqualTo(rows(expected));
  }

  @Test
  void shouldTakeTheNamesOfTheFilesThatSparkReads() {
    final String manifest = out.resolve("m.parquet").toString();
    binaryFile().select(functions.input_file_name().as("path")).write().parquet(manifest);
    assertThat(rows(uring().option("manifest", manifest).load()))
        .hasSize(202)
        .isEqualTo(rows(binaryFile()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void shouldReadRangesInTheManifestsOrder(final String columnar) throws IOException {
    final Dataset<Row> read =
        uring()
            .option("columnar", columnar)
            .option("manifest", ranges())
            .load()
            .select("path", "length", "content", "modificationTime");
    final List<Row> rows = read.collectAsList();
    assertThat(rows).hasSize(5);
    assertRange(rows.get(0), "f0007", 10, 90);
    assertRange(rows.get(1), "k=2/\u00fc \u4e2d", 1990, 10);
    assertRange(rows.get(2), "f0007", 0, 1000);
    assertRange(rows.get(3), "empty", 0, 0);
    assertRange(rows.get(4), "f0007", 900, 100);
    assertThat(Plans.metrics(Plans.executed(read)))
        .containsEntry("uringBytes", 1200L)
        .containsEntry("numOutputRows", 5L);
  }

  @Test
  void shouldKeepTheRangesLengthWhereOnlyHeadsAreRead() throws IOException {
    final List<Row> rows =
        uring()
            .option("manifest", ranges())
            .option("headBytes", "20")
            .load()
            .selectExpr("length", "length(content)")
            .collectAsList();
    assertThat(rows.toString()).isEqualTo("[[90,20], [10,10], [1000,20], [0,0], [100,20]]");
  }

  @Test
  void shouldFilterByTheRangesLengthAndTheFilesTime() throws IOException {
    final Dataset<Row> all = uring().option("manifest", ranges()).load();
    final Dataset<Row> some = all.where("length > 10 and length < 1000");
    assertThat(some.collectAsList()).extracting(row -> row.getLong(2)).containsExactly(90L, 100L);
    assertThat(Plans.metrics(Plans.executed(some))).containsEntry("uringFiles", 2L);
    assertThat(plan(some)).contains("files=1, rows=2, bytes=190, opens=all, of=5");
    final Timestamp time = all.select("modificationTime").first().getTimestamp(0);
    final Dataset<Row> old = all.where(functions.col("modificationTime").equalTo(time));
    assertThat(old.collectAsList())
        .extracting(row -> row.getLong(2))
        .containsExactly(90L, 1000L, 100L);
    assertThat(plan(old)).contains("files=1, rows=3, bytes=1190, opens=all, of=5");
    assertThat(all.where("length = 5000").count()).isZero();
    assertThat(all.agg(functions.sum("length")).first().getLong(0)).isEqualTo(1200);
  }

  @Test
  void shouldShowTheManifestInThePlanAndHaveNoPartitionColumns() throws IOException {
    final Dataset<Row> read = uring().option("manifest", ranges()).load();
    assertThat(read.columns()).containsExactly("path", "modificationTime", "length", "content");
    assertThat(plan(read))
        .contains("uring manifest=" + out.resolve("m.csv") + " (engine=auto, files=3, rows=5,");
  }

  @Test
  void shouldCutRangesIntoSplits() throws IOException {
    final StringBuilder lines = new StringBuilder("path,offset,length\n");
    for (int i = 0; i < 500; i++) {
      lines.append(tree.path("f%04d".formatted(i * 7 % 200))).append(",").append(i).append(",9\n");
    }
    final Dataset<Row> read =
        uring().option("manifest", write("m.csv", lines)).option("splitBytes", "256k").load();
    assertThat(read.rdd().getNumPartitions()).isGreaterThan(10);
    final List<Row> rows = read.collectAsList();
    for (int i = 0; i < 500; i++) {
      assertRange(rows.get(i).getString(0), (byte[]) rows.get(i).get(3), i * 7 % 200, i);
    }
  }

  @Test
  void shouldLeaveOutWhatIsMissingAndCountIt() throws IOException {
    final String manifest =
        write("m.txt", tree.path("f0000"), "gone", tree.path("f0001"), "gone too");
    assertThatThrownBy(() -> uring().option("manifest", manifest).load())
        .hasMessageContaining("manifest " + manifest + ", line 2: file does not exist")
        .hasMessageContaining("ignoreMissingFiles=true")
        .hasMessageContaining("file=" + out + "/gone");
    final Dataset<Row> read =
        uring().option("manifest", manifest).option("ignoreMissingFiles", "true").load();
    assertThat(read.collectAsList()).hasSize(2);
    assertThat(Plans.metrics(Plans.executed(read)))
        .containsEntry("uringFiles", 2L)
        .containsEntry("uringSkipped", 2L);
  }

  @Test
  void shouldTakeTheSessionsOptionsAndFilters() throws IOException {
    final String manifest = write("m.txt", tree.path("f0000"), tree.path("k=1/in a folder%20.bin"));
    spark.conf().set("spark.datasource.uring.manifest", manifest);
    assertThat(uring().load().count()).isEqualTo(2);
    assertThat(uring().option("pathGlobFilter", "f*").load().count()).isEqualTo(1);
    assertThat(uring().option("modifiedBefore", "2001-01-01T00:00:00").load().count()).isZero();
  }

  @Test
  void shouldRefuseAManifestBesidePaths() throws IOException {
    final String manifest = write("m.txt", tree.path("f0000"));
    assertThatThrownBy(() -> uring().option("manifest", manifest).load(tree.path()))
        .hasMessage(
            "option manifest takes the place of paths: use one of manifest=%s and path=%s",
            manifest, tree.path());
    assertThatThrownBy(
            () -> uring().option("manifest", manifest).load(tree.path(), tree.path("k=1")))
        .hasMessageContaining("option manifest takes the place of paths");
    assertThatThrownBy(
            () -> uring().option("manifest", manifest).option("basePath", tree.path()).load())
        .hasMessageContaining("use one of manifest=" + manifest + " and basePath=" + tree.path());
  }

  @Test
  void shouldRefuseAManifestThatIsNotThereOrElsewhere() {
    assertThatThrownBy(() -> uring().option("manifest", "/no/such/list.csv").load())
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("[PATH_NOT_FOUND]")
        .hasMessageContaining("file:/no/such/list.csv");
    assertThatThrownBy(() -> uring().option("manifest", "s3a://bucket/list.csv").load())
        .hasMessageContaining("not s3a: path=s3a://bucket/list.csv");
  }

  private String ranges() throws IOException {
    return write(
        "m.csv",
        "offset,path,length",
        "10," + tree.path("f0007") + ",90",
        "1990,file:" + tree.path("k=2/\u00fc \u4e2d") + ",",
        "," + tree.path("f0007") + ",",
        ",\"" + tree.path("empty") + "\",",
        "900," + tree.path("f0007") + ",100");
  }

  private String write(final String name, final CharSequence... lines) throws IOException {
    return Files.write(out.resolve(name), Arrays.asList(lines)).toString();
  }

  private static DataFrameReader uring() {
    return spark.read().format("uring");
  }

  private static Dataset<Row> binaryFile() {
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", "true")
        .load(tree.path());
  }

  private static String plan(final Dataset<Row> query) {
    return Plans.executed(query).toString();
  }

  /** All rows by path, with the bytes as text. */
  private static List<String> rows(final Dataset<Row> files) {
    return files
        .selectExpr("path", "modificationTime", "length", "hex(content)")
        .collectAsList()
        .stream()
        .sorted(Comparator.comparing(row -> row.getString(0)))
        .map(Row::toString)
        .toList();
  }

  private static void assertRange(
      final Row row, final String file, final int offset, final int length) throws IOException {
    assertThat(row.getString(0)).isEqualTo("file:" + tree.path(file));
    assertThat(row.getLong(1)).isEqualTo(length);
    assertThat((byte[]) row.get(2)).isEqualTo(bytes(file, offset, length));
    assertThat(row.getTimestamp(3).getTime())
        .isEqualTo(Files.getLastModifiedTime(tree.file(file)).toMillis());
  }

  private static void assertRange(
      final String path, final byte[] content, final int file, final int offset)
      throws IOException {
    final String name = "f%04d".formatted(file);
    assertThat(path).isEqualTo("file:" + tree.path(name));
    assertThat(content).isEqualTo(bytes(name, offset, 9));
  }

  private static byte[] bytes(final String file, final int offset, final int length)
      throws IOException {
    return Arrays.copyOfRange(Files.readAllBytes(tree.file(file)), offset, offset + length);
  }
}
