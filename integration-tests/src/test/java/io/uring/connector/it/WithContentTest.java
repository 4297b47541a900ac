package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.uring.connector.spark.Uring;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of a table get the bytes of the files that they name. */
@Tag("spark")
class WithContentTest {
  private static final StructType LABELED =
      new StructType().add("label", DataTypes.IntegerType).add("path", DataTypes.StringType);
  private static final StructType RANGES =
      new StructType()
          .add("path", DataTypes.StringType)
          .add("from", DataTypes.LongType)
          .add("count", DataTypes.IntegerType);
  private static final AtomicInteger TAKEN = new AtomicInteger();

  private static ContentTree tree;
  private static SparkSession spark;

  @TempDir Path other;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    tree =
        new ContentTree(folder)
            .withMany(700, 900)
            .with("k=1/in a folder%20.bin", 5000)
            .with("k=2/\u00fc \u4e2d", 2000)
            .with("large", 3_000_000)
            .with("empty", 0);
  }

  @BeforeEach
  void newSession() {
    spark = SharedSpark.session();
  }

  @AfterEach
  void holdNothing() {
    Leaks.assertNoMemoryHeld();
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> Leaks.engineThreads().stream().noneMatch("uring-look"::equals));
  }

  @ParameterizedTest
  @CsvSource({"auto,64,4096", "nio,64,4096", "auto,2,3", "nio,1,1"})
  void shouldGiveWhatBinaryFileGives(
      final String engine, final String queueDepth, final String batchRows) {
    final Dataset<Row> files = binaryFile().repartition(3);
    final Dataset<Row> read =
        Uring.withContent(
            files.select("path", "modificationTime", "length"),
            "path",
            Map.of("engine", engine, "queueDepth", queueDepth, "batchRows", batchRows));
    assertThat(read.schema().names())
        .containsExactly("path", "modificationTime", "length", "content");
    final Outcome expected = Outcome.of(() -> files.drop("k"));
    final Outcome actual = Outcome.of(() -> read);
    assertThat(actual.error()).isEmpty();
    assertThat(actual.rows()).hasSize(703).isEqualTo(expected.rows());
  }

  @Test
  void shouldKeepOrderPartitionsAndAllOtherColumns() throws IOException {
    final List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      // Each file several times, in no order, and some rows without one.
      rows.add(RowFactory.create(i, i % 10 == 3 ? null : tree.path(name(i * 7919 % 700))));
    }
    final Dataset<Row> table = spark.createDataset(rows, Encoders.row(LABELED)).repartition(5);
    final List<Row> before = table.collectAsList();
    final Dataset<Row> read = Uring.withContent(table, "path");
    assertThat(read.rdd().getNumPartitions()).isEqualTo(5);
    final List<Row> after = read.collectAsList();
    assertThat(after).hasSize(before.size());
    for (int i = 0; i < after.size(); i++) {
      assertThat(after.get(i).getInt(0)).isEqualTo(before.get(i).getInt(0));
      final String path = after.get(i).getString(1);
      assertThat(path).isEqualTo(before.get(i).getString(1));
      assertThat(after.get(i).<byte[]>getAs("content"))
          .isEqualTo(path == null ? null : Files.readAllBytes(Path.of(path)));
    }
  }

  @Test
  void shouldKeepValuesOfEveryType() {
    final Dataset<Row> table =
        spark
            .range(3)
            .selectExpr(
                "id",
                "named_struct('a', id, 'b', array('x', null)) AS s",
                "map('k', cast(id AS decimal(20, 3))) AS m",
                "timestamp_micros(id * 1000001 - 5) AS t",
                "timestamp_ntz '1901-02-03 04:05:06.7' AS n",
                "date '0999-01-01' AS d",
                "interval '1' day AS i",
                "cast(null AS binary) AS b",
                "cast(id AS float) AS f",
                "'" + tree.path("f0001") + "' AS path");
    assertThat(Uring.withContent(table, "path").drop("content").collectAsList().toString())
        .isEqualTo(table.collectAsList().toString());
  }

  @Test
  void shouldReadRanges() throws IOException {
    final String file = tree.path("k=2/\u00fc \u4e2d");
    final List<Row> rows =
        ranges(
                RowFactory.create("file:" + file, 10L, 90),
                RowFactory.create(file, null, null),
                RowFactory.create(file, 1990L, null),
                RowFactory.create(null, 1L, 1),
                RowFactory.create(file, null, 7),
                RowFactory.create(file, 2000L, null),
                RowFactory.create(tree.path("empty"), 0L, 0),
                RowFactory.create(tree.path("large"), 2_999_999L, 1))
            .collectAsList();
    assertThat(rows.stream().map(row -> row.<byte[]>getAs("content")))
        .containsExactly(
            bytes(file, 10, 100),
            bytes(file, 0, 2000),
            bytes(file, 1990, 2000),
            null,
            bytes(file, 0, 7),
            new byte[0],
            new byte[0],
            bytes(tree.path("large"), 2_999_999, 3_000_000));
  }

  @Test
  void shouldTakeNoMoreThanTheHeads() throws IOException {
    final Dataset<Row> read =
        Uring.withContent(
            paths(tree.path("f0001"), tree.path("empty")), "path", Map.of("headBytes", "5"));
    assertThat(read.collectAsList().stream().map(row -> row.<byte[]>getAs("content")))
        .containsExactly(bytes(tree.path("f0001"), 0, 5), new byte[0]);
  }

  @Test
  void shouldTakePathsAsSparkWritesThem() throws IOException {
    final Path odd = tree.file("k=1/in a folder%20.bin");
    final Dataset<Row> read =
        Uring.withContent(
            paths(
                odd.toString(),
                "file:" + odd,
                odd.toUri().toString(),
                "file://localhost" + odd.toUri().getRawPath(),
                odd.getParent() + "/./" + odd.getFileName()),
            "path");
    assertThat(read.collectAsList())
        .extracting(row -> row.<byte[]>getAs("content"))
        .containsOnly(Files.readAllBytes(odd));
    // That is escaped, and has one slash only, after which nothing is unescaped.
    final Dataset<Row> named =
        binaryFile().selectExpr("concat('file://', substring(_metadata.file_path, 6)) p", "length");
    assertThat(Uring.withContent(named, "p").where("length(content) = length").count())
        .isEqualTo(703);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s3a://bucket/a | path must be on a local or mounted file system (file:), not s3a",
        "hdfs:/a | not hdfs: hdfs:/a",
        "file://host/a | path must be file:/PATH or file:///PATH of this machine",
        "images/a | path must be absolute: images/a",
        "file:///a%2 | there must be two hexadecimal digits",
        "/ | path must be a file, not the root folder",
        "'' | path must not be empty"
      })
  void shouldRefuseOtherPaths(final String path, final String message) {
    assertThatThrownBy(() -> Uring.withContent(paths(path), "path").collectAsList())
        .hasStackTraceContaining(message);
  }

  @Test
  void shouldNameTheRangeThatIsNone() {
    final String file = tree.path("f0001");
    assertThatThrownBy(() -> ranges(RowFactory.create(file, 5L, -1)).collectAsList())
        .hasStackTraceContaining("offset and length must not be below 0: file=" + file);
    assertThatThrownBy(() -> ranges(RowFactory.create(file, 850L, 51)).collectAsList())
        .isInstanceOfSatisfying(
            SparkException.class,
            e -> assertThat(e.getCondition()).isEqualTo("FAILED_READ_FILE.NO_HINT"))
        .hasStackTraceContaining(
            "read failed: errno=ESTALE(116), file="
                + file
                + ", offset=850, length=51: the range does not lie within the file, its size is"
                + " 900");
    assertThatThrownBy(() -> ranges(RowFactory.create(file, 901L, null)).collectAsList())
        .hasStackTraceContaining("offset=901, length=0: the range does not lie within");
  }

  @Test
  void shouldFailOrLeaveOutWhatIsMissing() throws IOException {
    final String gone = tree.path("gone");
    final Dataset<Row> table = paths(tree.path("f0001"), gone, tree.path("f0002"), gone);
    assertThatThrownBy(() -> Uring.withContent(table, "path").collectAsList())
        .isInstanceOfSatisfying(
            SparkException.class,
            e -> assertThat(e.getCondition()).isEqualTo("FAILED_READ_FILE.FILE_NOT_EXIST"))
        .hasStackTraceContaining("stat failed: errno=ENOENT(2), file=" + gone);
    assertThat(
            Uring.withContent(table, "path", Map.of("IGNOREMISSINGFILES", "true")).collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly(tree.path("f0001"), tree.path("f0002"));
    spark.conf().set("spark.sql.files.ignoreMissingFiles", "true");
    assertThat(Uring.withContent(table, "path").collectAsList()).hasSize(2);
  }

  @Test
  void shouldFailOrLeaveOutWhatIsNoFile() throws IOException {
    final Path fifo = other.resolve("fifo");
    SpecialFiles.fifo(fifo);
    for (final Path path : List.of(other, fifo)) {
      final Dataset<Row> table = paths(tree.path("f0001"), path.toString());
      assertThatThrownBy(() -> Uring.withContent(table, "path").collectAsList())
          .isInstanceOfSatisfying(
              SparkException.class,
              e -> assertThat(e.getCondition()).isEqualTo("FAILED_READ_FILE.NO_HINT"))
          .hasStackTraceContaining("file=" + path);
      assertThat(
              Uring.withContent(table, "path", Map.of("ignoreCorruptFiles", "true"))
                  .collectAsList())
          .hasSize(1);
    }
  }

  @Test
  void shouldLookAtFilesWhenTheirRowsAreRead() throws IOException {
    final Path file = Files.write(other.resolve("a"), new byte[10]);
    final Dataset<Row> read = Uring.withContent(paths(file.toString()), "path");
    assertThat(read.head().<byte[]>getAs("content")).hasSize(10);
    Files.write(file, new byte[20]);
    assertThat(read.head().<byte[]>getAs("content")).hasSize(20);
  }

  @Test
  void shouldObeyTheLargestLength() {
    spark.conf().set("spark.sql.sources.binaryFile.maxLength", "899");
    assertThatThrownBy(() -> Uring.withContent(paths(tree.path("f0001")), "path").collectAsList())
        .hasStackTraceContaining("spark.sql.sources.binaryFile.maxLength=899");
    assertThat(
            Uring.withContent(paths(tree.path("f0001")), "path", Map.of("headBytes", "899"))
                .collectAsList())
        .hasSize(1);
  }

  @Test
  void shouldReadNothingForNoRows() {
    assertThat(Uring.withContent(paths(), "path").collectAsList()).isEmpty();
    assertThat(Uring.withContent(paths().repartition(3), "path").count()).isZero();
    assertThat(Uring.withContent(paths((String) null), "path").collectAsList().toString())
        .isEqualTo("[[null,null]]");
  }

  /** 1.6 GB, by slabs of 64 MiB altogether. */
  @Test
  void shouldStreamALargePartition() {
    final Dataset<Row> table =
        spark
            .range(0, 50_000, 1, 1)
            .selectExpr(
                "id",
                "'" + tree.path("large") + "' AS path",
                "(id * 7919) % (3000000 - 65536) AS from",
                "32768 AS count");
    final Row totals =
        Uring.withContent(
                table,
                "path",
                Map.of("offsetColumn", "from", "lengthColumn", "count", "memoryBudget", "64m"))
            .selectExpr("count(*)", "sum(length(content))", "sum(id)")
            .head();
    assertThat(totals).isEqualTo(RowFactory.create(50_000L, 50_000L * 32_768, 1_249_975_000L));
  }

  @Test
  void shouldTakeRowsNoFurtherAheadThanAThousand() {
    TAKEN.set(0);
    final MapFunction<Long, Row> count =
        id -> {
          TAKEN.incrementAndGet();
          return RowFactory.create(id.intValue(), null);
        };
    final Dataset<Row> table = spark.range(0, 50_000, 1, 1).map(count, Encoders.row(LABELED));
    assertThat(Uring.withContent(table, "path").limit(1).collectAsList()).hasSize(1);
    assertThat(TAKEN.get()).isBetween(1, 1100);
  }

  @Test
  void shouldHoldNothingAfterACancelledJob() throws Exception {
    TAKEN.set(0);
    final CompletableFuture<Void> job =
        CompletableFuture.runAsync(
            () -> {
              spark.sparkContext().setJobGroup("with-content", "a slow reader", true);
              Uring.withContent(binaryFile().select("path"), "path", Map.of("batchRows", "7"))
                  .foreachPartition(
                      (ForeachPartitionFunction<Row>)
                          rows -> {
                            while (rows.hasNext()) {
                              rows.next();
                              TAKEN.incrementAndGet();
                              Thread.sleep(100);
                            }
                          });
            });
    await().atMost(60, TimeUnit.SECONDS).until(() -> TAKEN.get() > 2);
    spark.sparkContext().cancelJobGroup("with-content");
    assertThatThrownBy(() -> job.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasStackTraceContaining("cancelled");
    assertThat(TAKEN.get()).isLessThan(703);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 700})
  void shouldHoldNothingAfterALimit(final int limit) {
    assertThat(Uring.withContent(binaryFile().select("path"), "path").limit(limit).collectAsList())
        .hasSize(limit);
  }

  @Test
  void shouldCountBytesAsTheTasksInput() throws Exception {
    final Path table = other.resolve("table");
    paths(tree.path("f0001"), tree.path("large")).write().parquet(table.toString());
    final Dataset<Row> files = spark.read().parquet(table.toString());
    final long without = TaskInput.of(files).bytes();
    final long with = TaskInput.of(Uring.withContent(files, "path")).bytes();
    assertThat(with - without).isBetween(3_000_900L, 3_100_000L);
  }

  @Test
  void shouldReadTheFilesOfAQuery() {
    final Dataset<Row> chosen =
        spark
            .read()
            .format("uring")
            .option("recursiveFileLookup", "true")
            .load(tree.path())
            .where("length = 900")
            .select("path", "length")
            .orderBy("path")
            .limit(30);
    final Dataset<Row> read = Uring.withContent(chosen, "path", Map.of("contentColumn", "bytes"));
    assertThat(read.selectExpr("sum(length(bytes))").head().getLong(0)).isEqualTo(30 * 900);
  }

  @Test
  void shouldTakeTheSessionsOptions() {
    spark.conf().set("spark.datasource.uring.queueDepth", "0");
    assertThatThrownBy(() -> Uring.withContent(paths("/a"), "path"))
        .hasMessage("option queueDepth must be 1 to 1024 (or as 512k, 4m, 1g), not 0");
    assertThat(
            Uring.withContent(paths(tree.path("f0001")), "path", Map.of("QueueDepth", "3")).count())
        .isOne();
  }

  @Test
  void shouldNotTakeWhatOnlyALoadCanDoFromTheSession() {
    spark.conf().set("spark.datasource.uring.chunkSize", "64k");
    assertThat(Uring.withContent(paths(tree.path("large")), "path").head().<byte[]>getAs("content"))
        .hasSize(3_000_000);
  }

  @ParameterizedTest
  @CsvSource({"auto,4096", "nio,4096", "auto,2"})
  void shouldKeepRowsWithTheirErrors(final String engine, final String batchRows) throws Exception {
    final String file = tree.path("f0001");
    final Path fifo = other.resolve("fifo");
    SpecialFiles.fifo(fifo);
    final Path table = other.resolve("rows");
    final List<Row> wanted =
        List.of(
            RowFactory.create(file, null, null),
            RowFactory.create(tree.path("gone"), null, null),
            RowFactory.create(other.toString(), null, null),
            RowFactory.create(null, 5L, 5),
            RowFactory.create(fifo.toString(), null, null),
            RowFactory.create(file, 850L, 51),
            RowFactory.create(file, 850L, 50),
            RowFactory.create("s3a://bucket/a", 1L, 2),
            RowFactory.create("", null, null),
            RowFactory.create(file, -1L, 2),
            RowFactory.create(tree.path("large"), null, null));
    final Map<String, String> options =
        Map.of(
            "offsetColumn",
            "from",
            "lengthColumn",
            "count",
            "mode",
            "permissive",
            "engine",
            engine,
            "batchRows",
            batchRows,
            "rejectsPath",
            table.toString());
    spark.conf().set("spark.sql.sources.binaryFile.maxLength", "1000000");
    final Dataset<Row> read =
        Uring.withContent(
            spark.createDataset(wanted, Encoders.row(RANGES)).repartition(3), "path", options);
    assertThat(read.schema().names()).containsExactly("path", "from", "count", "content", "error");
    final List<String> errors = new ArrayList<>();
    // Several partitions are one task's.
    for (final Row row : read.coalesce(1).collectAsList()) {
      final Row error = row.getAs("error");
      errors.add(
          row.get(0)
              + " "
              + (row.isNullAt(3) ? -1 : row.<byte[]>getAs("content").length)
              + (error == null
                  ? ""
                  : " " + error.get(0) + " " + error.get(1) + " " + error.get(2) + error.get(3)));
      if (error != null) {
        assertThat(error.getString(4)).contains("file=" + row.getString(0) + ", offset=");
      }
    }
    assertThat(errors)
        .containsExactlyInAnyOrder(
            file + " 900",
            tree.path("gone") + " -1 MISSING ENOENT stat0",
            other + " -1 SPECIAL EISDIR read0",
            "null -1",
            fifo + " -1 SPECIAL ENXIO open0",
            file + " -1 CHANGED ESTALE read850",
            file + " 50",
            "s3a://bucket/a -1 OTHER EINVAL open1",
            " -1 OTHER EINVAL open0",
            file + " -1 OTHER EINVAL open-1",
            tree.path("large") + " -1 TOO_LARGE EFBIG read0");
    assertThat(spark.read().json(table.toString()).selectExpr("class", "path").collectAsList())
        .hasSize(8)
        .contains(RowFactory.create("MISSING", "file:" + tree.path("gone")));
    // Each run lists what it has met.
    assertThat(read.count()).isEqualTo(11);
    assertThat(spark.read().json(table.toString()).count()).isEqualTo(16);
  }

  @Test
  void shouldDropWhatIsMalformedAndNothingElse() throws Exception {
    final Path rejects = other.resolve("rejects");
    final Map<String, String> options =
        Map.of("mode", "DROPMALFORMED", "rejectsPath", rejects.toString());
    final Dataset<Row> read =
        Uring.withContent(
            paths(tree.path("f0001"), tree.path("gone"), other.toString(), tree.path("large")),
            "path",
            options);
    assertThat(read.schema().names()).containsExactly("path", "content");
    spark.conf().set("spark.sql.sources.binaryFile.maxLength", "1000000");
    final Dataset<Row> small =
        Uring.withContent(
            paths(tree.path("f0001"), tree.path("gone"), other.toString(), tree.path("large")),
            "path",
            options);
    assertThat(read.collectAsList()).hasSize(2);
    assertThat(small.collectAsList()).hasSize(1);
    assertThat(spark.read().json(rejects.toString()).groupBy("class").count().collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create("MISSING", 2L),
            RowFactory.create("SPECIAL", 2L),
            RowFactory.create("TOO_LARGE", 1L));
    assertThatThrownBy(
            () ->
                Uring.withContent(paths(tree.path("f0001"), "images/a"), "path", options)
                    .collectAsList())
        .hasStackTraceContaining("path must be absolute: images/a");
  }

  @ParameterizedTest
  @CsvSource({"auto", "nio"})
  void shouldNeverTakeAFailingMediumForAMalformedFile(final String engine) throws Exception {
    try (FaultyFiles files = FaultyFiles.mountIn(other)) {
      files.with("a", 5000).with("b", 5000).with("b", Map.of("errno", 5));
      final Dataset<Row> table = paths(files.file("a").toString(), files.file("b").toString());
      assertThat(
              Uring.withContent(table, "path", Map.of("mode", "PERMISSIVE", "engine", engine))
                  .selectExpr("error.class", "error.errno", "error.operation", "length(content)")
                  .collectAsList()
                  .toString())
          .isEqualTo("[[null,null,null,5000], [MEDIA,EIO,read,null]]");
      assertThatThrownBy(
              () ->
                  Uring.withContent(
                          table, "path", Map.of("mode", "dropmalformed", "engine", engine))
                      .collectAsList())
          .hasStackTraceContaining("read failed: errno=EIO(5), file=" + files.file("b"));
    }
  }

  /** Pictures that are files, and those that lie one behind another in a larger one. */
  @Test
  void shouldDecodePictures() throws IOException {
    final Path picture = other.resolve("a b.png");
    final BufferedImage image = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x010203);
    ImageIO.write(image, "png", picture.toFile());
    final byte[] png = Files.readAllBytes(picture);
    final Path pack = other.resolve("pack");
    final byte[] packed = Arrays.copyOf(png, 3 * png.length);
    System.arraycopy(png, 0, packed, png.length, png.length);
    Files.write(pack, packed);
    final Dataset<Row> table =
        spark.createDataset(
            List.of(
                RowFactory.create(picture.toString(), null, null),
                RowFactory.create(pack.toString(), (long) png.length, png.length),
                RowFactory.create(pack.toString(), 0L, png.length / 2),
                RowFactory.create(tree.path("f0001"), null, null),
                RowFactory.create(null, null, null),
                RowFactory.create(tree.path("gone"), null, null)),
            Encoders.row(RANGES));
    final Dataset<Row> headers = decoded(table, "header");
    assertThat(headers.drop("path", "from", "count", "content").schema().toDDL())
        .startsWith("format STRING,width INT,height INT,orientation INT,error STRUCT<class: ");
    assertThat(
            headers
                .selectExpr("format", "width", "height", "orientation", "error.class")
                .collectAsList())
        .containsExactly(
            RowFactory.create("PNG", 30, 20, 1, null),
            RowFactory.create("PNG", 30, 20, 1, null),
            RowFactory.create("PNG", 30, 20, 1, null),
            RowFactory.create(null, null, null, null, null),
            RowFactory.create(null, null, null, null, null),
            RowFactory.create(null, null, null, null, "MISSING"));
    final List<Row> images =
        decoded(table, "image").select("image", "content", "error.class").collectAsList();
    final Row first = images.get(0).getStruct(0);
    assertThat(first.schema().names())
        .containsExactly("origin", "height", "width", "nChannels", "mode", "data");
    assertThat(first.getString(0)).isEqualTo("file://" + other + "/a%20b.png");
    assertThat(List.of(first.get(1), first.get(2), first.get(3), first.get(4)))
        .isEqualTo(List.of(20, 30, 3, 16));
    assertThat(first.<byte[]>getAs(5)).hasSize(1800).startsWith(3, 2, 1, 0);
    assertThat(images.get(0).<byte[]>getAs(1)).isEqualTo(png);
    assertThat(images.get(1).getStruct(0).<byte[]>getAs(5)).isEqualTo(first.<byte[]>getAs(5));
    assertThat(images.subList(2, 6))
        .extracting(row -> row.get(0) + " " + row.isNullAt(1) + " " + row.get(2))
        .containsExactly(
            "null true CORRUPT", "null false null", "null true null", "null true MISSING");
    assertThatThrownBy(
            () ->
                Uring.withContent(
                        table.limit(3),
                        "path",
                        Map.of("decode", "image", "offsetColumn", "from", "lengthColumn", "count"))
                    .collectAsList())
        .hasStackTraceContaining("decode failed: errno=EILSEQ(84), file=" + pack + ", offset=0");
  }

  private static Dataset<Row> decoded(final Dataset<Row> table, final String decode) {
    return Uring.withContent(
        table.coalesce(1),
        "path",
        Map.of(
            "decode",
            decode,
            "mode",
            "PERMISSIVE",
            "offsetColumn",
            "from",
            "lengthColumn",
            "count"));
  }

  @Test
  void shouldFindColumnsByTheSessionsCase() {
    final Dataset<Row> table = paths(tree.path("f0001"));
    assertThat(Uring.withContent(table, "PATH").count()).isOne();
    spark.conf().set("spark.sql.caseSensitive", "true");
    assertThatThrownBy(() -> Uring.withContent(table, "PATH"))
        .hasMessage("pathColumn must name one column, and there is no PATH among path");
    assertThat(
            Uring.withContent(table, "path", Map.of("contentColumn", "PATH"))
                .collectAsList()
                .get(0)
                .size())
        .isEqualTo(2);
  }

  @Test
  void shouldRefuseColumnsThatDoNotFit() {
    final Dataset<Row> table =
        spark.sql("SELECT '/a' AS path, 1 AS content, 1.5D AS from, 2 AS twice, 3 AS twice");
    assertThatThrownBy(() -> Uring.withContent(table, "path"))
        .hasMessage(
            "there is a column content already: drop it, or give the new one another name with"
                + " option contentColumn");
    assertThatThrownBy(() -> Uring.withContent(table.drop("content"), "from"))
        .hasMessage("pathColumn must be a column of type STRING, and from is DOUBLE");
    assertThatThrownBy(
            () -> Uring.withContent(table.drop("content"), "path", Map.of("offsetColumn", "from")))
        .hasMessage(
            "option offsetColumn must name an integral column such as BIGINT, and from is DOUBLE");
    assertThatThrownBy(
            () -> Uring.withContent(table.drop("content"), "path", Map.of("lengthColumn", "twice")))
        .hasMessageContaining(
            "option lengthColumn must name one column, and there are several called twice among");
  }

  @Test
  void shouldRefuseToReplaceColumns() {
    final Dataset<Row> table = spark.sql("SELECT '/a' AS path, 1 AS Error, 2 AS image");
    assertThat(Uring.withContent(table, "path").columns()).hasSize(4);
    assertThatThrownBy(() -> Uring.withContent(table, "path", Map.of("mode", "PERMISSIVE")))
        .hasMessage("there is a column error already: drop it, or give it another name");
    assertThatThrownBy(() -> Uring.withContent(table, "path", Map.of("decode", "image")))
        .hasMessage("there is a column image already: drop it, or give it another name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest", "chunkSize", "pathGlobFilter"})
  void shouldRefuseWhatOnlyALoadCanDo(final String option) {
    assertThatThrownBy(() -> Uring.withContent(paths("/a"), "path", Map.of(option, "x")))
        .hasMessage(
            "option " + option + " is one of load(), withContent does not have it: leave it out");
  }

  private static Dataset<Row> ranges(final Row... rows) {
    return Uring.withContent(
        spark.createDataset(List.of(rows), Encoders.row(RANGES)),
        "path",
        Map.of("offsetColumn", "from", "lengthColumn", "count"));
  }

  private static Dataset<Row> paths(final String... paths) {
    return spark.createDataset(Arrays.asList(paths), Encoders.STRING()).toDF("path").coalesce(1);
  }

  private static Dataset<Row> binaryFile() {
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", "true")
        .load(tree.path());
  }

  private static String name(final int number) {
    return "f%04d".formatted(number);
  }

  private static byte[] bytes(final String file, final int from, final int to) throws IOException {
    return Arrays.copyOfRange(Files.readAllBytes(Path.of(file)), from, to);
  }
}
