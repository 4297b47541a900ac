package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of files that cannot be read: the options {@code mode} and {@code rejectsPath}. */
@Tag("spark")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ErrorPolicyTest {
  private static final int FILES = 40;

  private SparkSession spark;

  @TempDir Path folder;

  @BeforeEach
  void start() {
    spark = SharedSpark.session();
  }

  @AfterEach
  void nothingIsHeld() {
    Leaks.assertNoMemoryHeld();
  }

  @ParameterizedTest
  @CsvSource({"auto,true", "auto,false", "nio,true", "nio,false"})
  void shouldKeepRowsWithTheirErrors(final String engine, final boolean columnar)
      throws IOException {
    final ContentTree tree = tree();
    final Dataset<Row> read =
        uring("permissive").option("engine", engine).option("columnar", columnar).load(tree.path());
    assertThat(read.schema().fieldNames())
        .containsExactly("path", "modificationTime", "length", "content", "error");
    assertThat(read.schema().apply("error").dataType().sql())
        .isEqualTo(
            "STRUCT<class: STRING, errno: STRING, operation: STRING, offset: BIGINT,"
                + " message: STRING>");
    hurt(tree);
    final List<Row> rows = read.collectAsList();
    assertThat(rows).hasSize(FILES);
    final Map<String, String> errors = new TreeMap<>();
    for (final Row row : rows) {
      final String name = StreamRun.name(row);
      final Row error = row.getAs("error");
      if (error == null) {
        assertThat(row.<byte[]>getAs("content")).isEqualTo(Files.readAllBytes(tree.file(name)));
      } else {
        assertThat(row.<Object>getAs("content")).isNull();
        assertThat(row.<Long>getAs("length")).isEqualTo(1000);
        assertThat(error.getString(4)).contains("file=" + tree.path(name) + ", offset=0");
        errors.put(name, error.get(0) + " " + error.get(1) + " " + error.get(2) + error.get(3));
      }
    }
    assertThat(errors)
        .containsOnly(
            Map.entry("f0003", "MISSING ENOENT open0"),
            Map.entry("f0005", "CHANGED ESTALE read0"),
            Map.entry("f0006", "CHANGED ESTALE read0"),
            Map.entry("f0020", "CHANGED ESTALE read0"));
    final Dataset<Row> bad =
        read.where("error.class = 'CHANGED'").select("error.errno", "error.operation", "path");
    assertThat(bad.collectAsList())
        .extracting(row -> row.getString(0) + row.getString(1) + StreamRun.name(row))
        .containsExactlyInAnyOrder("ESTALEreadf0005", "ESTALEreadf0006", "ESTALEreadf0020");
    assertThat(Plans.metrics(Plans.executed(bad)))
        .containsEntry("uringFailed", 4L)
        .containsEntry("uringSkipped", 0L)
        .containsEntry("uringFiles", FILES - 4L);
  }

  @Test
  void shouldOpenNothingForRowsWithoutContentAndError() throws IOException {
    final ContentTree tree = tree();
    final Dataset<Row> read = uring("PERMISSIVE").load(tree.path());
    hurt(tree);
    assertThat(read.select("path", "length").collectAsList()).hasSize(FILES);
    assertThat(read.count()).isEqualTo(FILES);
    // All rows stay, so that a limit is one of files.
    final Dataset<Row> limited = read.select("content").limit(5);
    assertThat(limited.collectAsList()).hasSize(5);
    assertThat(description(limited)).contains("LIMIT 5");
  }

  @ParameterizedTest
  @CsvSource({"auto", "nio"})
  void shouldDropWhatIsMalformed(final String engine) throws IOException {
    final ContentTree tree = tree();
    final Dataset<Row> read = uring("DropMalformed").option("engine", engine).load(tree.path());
    hurt(tree);
    final Dataset<Row> query = read.select("path", "content");
    assertThat(query.collectAsList())
        .hasSize(FILES - 4)
        .extracting(StreamRun::name)
        .doesNotContain("f0003", "f0005", "f0006", "f0020");
    assertThat(Plans.metrics(Plans.executed(query)))
        .containsEntry("uringSkipped", 4L)
        .containsEntry("uringFailed", 0L);
    assertThat(read.select("content").limit(FILES - 4).collectAsList()).hasSize(FILES - 4);
  }

  @Test
  void shouldFailAtOnceWhereNothingElseIsSaid() throws IOException {
    final ContentTree tree = tree();
    final Dataset<Row> read = spark.read().format("uring").load(tree.path());
    final Dataset<Row> failfast = uring("FAILFAST").load(tree.path());
    hurt(tree);
    assertThat(failfast.schema()).isEqualTo(read.schema());
    assertThatThrownBy(read::collectAsList).hasStackTraceContaining("failed: errno=");
    assertThatThrownBy(failfast::collectAsList).hasStackTraceContaining("failed: errno=");
    assertThatThrownBy(() -> uring("lenient").load(tree.path()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("option mode must be FAILFAST, PERMISSIVE or DROPMALFORMED, not lenient");
  }

  @Test
  void shouldLeaveOutWhatIsIgnoredThoughOthersAreKept() throws IOException {
    final ContentTree tree = tree();
    final Dataset<Row> read =
        uring("permissive").option("ignoreMissingFiles", "true").load(tree.path());
    hurt(tree);
    final Dataset<Row> query = read.select("error", "content");
    assertThat(query.collectAsList()).hasSize(FILES - 1);
    assertThat(Plans.metrics(Plans.executed(query)))
        .containsEntry("uringSkipped", 1L)
        .containsEntry("uringFailed", 3L);
  }

  @ParameterizedTest
  @CsvSource({"permissive,auto", "dropmalformed,nio"})
  void shouldListRejectsOnceHoweverOftenTasksRun(final String mode, final String engine)
      throws IOException {
    final ContentTree tree = tree();
    final Path rejects = folder.resolve("rejects");
    final Dataset<Row> read =
        uring(mode)
            .option("engine", engine)
            .option("splitBytes", "64k")
            .option("rejectsPath", rejects.toString())
            .load(tree.path());
    hurt(tree);
    final Dataset<Row> query = read.select("content");
    query.collectAsList();
    query.collectAsList();
    assertThat(names(rejects)).hasSize(3).allMatch(name -> name.matches("rejects-.*\\.json"));
    final List<Row> listed = spark.read().json(rejects.toString()).orderBy("path").collectAsList();
    assertThat(listed).hasSize(4);
    final Row first = listed.get(0);
    assertThat(first.<String>getAs("path")).isEqualTo("file:" + tree.path("f0003"));
    assertThat(first.<String>getAs("class")).isEqualTo("MISSING");
    assertThat(first.<String>getAs("errno")).isEqualTo("ENOENT");
    assertThat(first.<String>getAs("operation")).isEqualTo("open");
    assertThat(first.<Long>getAs("offset")).isZero();
    assertThat(first.<Long>getAs("length")).isEqualTo(1000);
    assertThat(first.<String>getAs("message")).startsWith("open failed: errno=ENOENT(2), file=");
  }

  @Test
  void shouldListNothingForTasksThatFailOrHaveNoRejects() throws IOException {
    final ContentTree tree = tree();
    final Path rejects = folder.resolve("rejects");
    final Dataset<Row> read =
        spark
            .read()
            .format("uring")
            .option("ignoreMissingFiles", "true")
            .option("batchRows", "1")
            .option("rejectsPath", rejects.toString())
            .load(tree.path());
    assertThat(read.select("content").collectAsList()).hasSize(FILES);
    assertThat(rejects).doesNotExist();
    hurt(tree);
    assertThatThrownBy(read.select("content")::collectAsList).hasStackTraceContaining("ESTALE");
    // A task that is killed with the query deletes its list when it ends.
    await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> assertThat(names(rejects)).isEmpty());
    assertThatThrownBy(() -> uring("permissive").option("rejectsPath", "").load(tree.path()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("option rejectsPath must be a folder such as");
  }

  @Test
  void shouldLeaveNoListsOfTasksThatAreKilled() throws Exception {
    final Path rejects = folder.resolve("rejects");
    for (int round = 0; round < 12; round++) {
      final ContentTree tree = new ContentTree(folder.resolve("tree" + round)).withMany(400, 10);
      final Dataset<Row> query =
          uring("dropmalformed")
              .option("batchRows", "1")
              .option("rejectsPath", rejects.toString())
              .load(tree.path())
              .select("content");
      for (int file = 0; file < 400; file++) {
        Files.delete(tree.file(String.format("f%04d", file)));
      }
      final Thread killer = new Thread(this::killSoon);
      spark.sparkContext().setJobGroup("to-kill", "is interrupted", true);
      killer.start();
      try {
        query.collectAsList();
      } catch (final Exception e) {
        assertThat(e).hasStackTraceContaining("cancelled");
      } finally {
        killer.join();
        spark.sparkContext().clearJobGroup();
      }
    }
    await()
        .atMost(30, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(names(rejects)).noneMatch(name -> name.startsWith(".")));
  }

  @ParameterizedTest
  @CsvSource({"auto", "nio"})
  void shouldNeverTakeAFailingMediumForAMalformedFile(final String engine) throws Exception {
    try (FaultyFiles files = FaultyFiles.mountIn(folder)) {
      files.with("a", 5000).with("b", 5000).with("c", 5000).with("b", Map.of("errno", 5));
      final String mounted = files.file("a").getParent().toString();
      final List<Row> rows =
          uring("permissive")
              .option("engine", engine)
              .load(mounted)
              .selectExpr("error.class", "error.errno", "error.operation", "length(content)")
              .collectAsList();
      assertThat(rows.toString())
          .isEqualTo("[[null,null,null,5000], [MEDIA,EIO,read,null], [null,null,null,5000]]");
      final DataFrameReader dropping =
          uring("dropmalformed").option("engine", engine).option("ignoreCorruptFiles", "true");
      assertThatThrownBy(() -> dropping.load(mounted).collectAsList())
          .hasStackTraceContaining("read failed: errno=EIO(5), file=" + files.file("b"));
    }
  }

  @Test
  void shouldKeepWhatIsTooLarge() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a", 10).with("c", 20);
    try (RandomAccessFile sparse = new RandomAccessFile(tree.file("b").toFile(), "rw")) {
      sparse.setLength(3L << 30);
    }
    assertThat(
            uring("permissive")
                .load(tree.path())
                .selectExpr("length", "length(content)", "error.class", "error.errno")
                .sort("length")
                .collectAsList()
                .toString())
        .isEqualTo("[[10,10,null,null], [20,20,null,null], [3221225472,null,TOO_LARGE,EFBIG]]");
    assertThat(uring("dropmalformed").load(tree.path()).select("content").collectAsList())
        .hasSize(2);
    spark.conf().set("spark.sql.sources.binaryFile.maxLength", "10");
    assertThat(
            uring("permissive")
                .load(tree.path())
                .where("error.message LIKE '%set chunkSize to read it%'")
                .count())
        .isEqualTo(2);
  }

  @Test
  void shouldKeepEveryChunkOfAFileThatChanged() throws IOException {
    final ContentTree tree = tree();
    final Dataset<Row> read = uring("permissive").option("chunkSize", "400").load(tree.path());
    hurt(tree);
    assertThat(
            read.where("path LIKE '%f0005'")
                .select("chunkIndex", "error.offset", "error.class", "content")
                .collectAsList()
                .toString())
        .isEqualTo("[[0,0,CHANGED,null], [1,400,CHANGED,null], [2,800,CHANGED,null]]");
  }

  /** Of pictures without a sound header, one goes on behind what is read at first, and is gone. */
  @ParameterizedTest
  @CsvSource({"header,width", "image,image.width"})
  void shouldKeepBrokenPictures(final String decode, final String column) throws IOException {
    final ContentTree tree = new ContentTree(folder.resolve("tree")).with("b", 50);
    final byte[] broken = new byte[40_000];
    System.arraycopy(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0x01}, 0, broken, 0, 4);
    Files.write(tree.file("a"), broken);
    Files.write(tree.file("c"), broken);
    final Path rejects = folder.resolve("rejects");
    final Dataset<Row> read =
        uring("permissive")
            .option("decode", decode)
            .option("rejectsPath", rejects.toString())
            .load(tree.path())
            .select(column, "error.class", "error.operation", "content");
    Files.delete(tree.file("c"));
    final List<Row> rows = read.collectAsList();
    assertThat(rows)
        .extracting(row -> row.get(0) + " " + row.get(1) + " " + row.get(2))
        .containsExactly("null CORRUPT decode", "null null null", "null MISSING open");
    assertThat(rows).extracting(row -> row.isNullAt(3)).containsExactly(true, false, true);
    assertThat(Plans.metrics(Plans.executed(read))).containsEntry("uringFailed", 2L);
    assertThat(spark.read().json(rejects.toString()).count()).isEqualTo(2);
    assertThat(
            uring("permissive")
                .option("decode", decode)
                .load(tree.path())
                .where("error IS NULL")
                .count())
        .isEqualTo(1);
    assertThat(
            uring("dropmalformed")
                .option("decode", decode)
                .load(tree.path())
                .select(column)
                .collectAsList())
        .hasSize(1);
  }

  @Test
  void shouldKeepRowsOfAStream() throws Exception {
    final ContentTree tree = new ContentTree(folder.resolve("in")).withMany(5, 100);
    final StreamRun run =
        new StreamRun(tree.path(), folder.resolve("checkpoint"))
            .with("mode", "permissive")
            .with("rejectsPath", folder.resolve("rejects").toString())
            .beforeRead(batch -> delete(tree.file("f0002")));
    run.availableNow();
    assertThat(run.names()).hasSize(5);
    assertThat(run.rows().stream().filter(row -> row.getAs("error") != null))
        .singleElement()
        .satisfies(row -> assertThat(StreamRun.name(row)).isEqualTo("f0002"));
    assertThat(names(folder.resolve("rejects"))).hasSize(1);
  }

  private DataFrameReader uring(final String mode) {
    return spark.read().format("uring").option("mode", mode);
  }

  private void killSoon() {
    for (final long end = System.nanoTime() + ThreadLocalRandom.current().nextInt(400_000_000);
        System.nanoTime() < end; ) {
      Thread.onSpinWait();
    }
    spark.sparkContext().cancelJobGroup("to-kill");
  }

  private ContentTree tree() throws IOException {
    return new ContentTree(folder.resolve("tree")).withMany(FILES, 1000);
  }

  /** One is gone, one shrunk, one grown and one replaced. */
  private static void hurt(final ContentTree tree) throws IOException {
    Files.delete(tree.file("f0003"));
    Files.write(tree.file("f0005"), new byte[999]);
    Files.write(tree.file("f0006"), new byte[1001]);
    final Path other = Files.write(tree.file("f0020").resolveSibling(".other"), new byte[1000]);
    Files.move(other, tree.file("f0020"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void delete(final Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (final IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What is in a folder, checksums left out. */
  private static List<String> names(final Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    final List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    names.removeIf(name -> name.endsWith(".crc"));
    return names;
  }

  private static String description(final Dataset<Row> query) {
    return Plans.find(Plans.executed(query), BatchScanExec.class).get(0).scan().description();
  }
}
