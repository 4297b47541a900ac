package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.LocalTableScanExec;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large files as rows of chunks: the option {@code chunkSize}. */
@Tag("spark")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ChunkRowsTest {
  private SparkSession spark;

  @TempDir Path folder;

  @BeforeEach
  void start() {
    spark = SharedSpark.session();
  }

  @Test
  void shouldAddTwoColumns() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("k=7/a", 10).with("k=7/b", 25);
    final Dataset<Row> read = chunks(10).load(tree.path());
    assertThat(read.schema().fields())
        .containsSequence(
            new StructField[] {
              DataTypes.createStructField("content", DataTypes.BinaryType, true),
              DataTypes.createStructField("chunkIndex", DataTypes.IntegerType, false),
              DataTypes.createStructField("chunkOffset", DataTypes.LongType, false),
              DataTypes.createStructField("k", DataTypes.IntegerType, true)
            });
    assertThat(
            read.selectExpr("k", "length", "chunkIndex", "chunkOffset", "length(content)")
                .collectAsList()
                .toString())
        .isEqualTo("[[7,10,0,0,10], [7,25,0,0,10], [7,25,1,10,10], [7,25,2,20,5]]");
    assertThat(
            chunks(10)
                .schema("chunkOffset BIGINT, path STRING")
                .load(tree.path("k=7/b"))
                .select("chunkOffset")
                .collectAsList()
                .toString())
        .isEqualTo("[[0], [10], [20]]");
    assertThatThrownBy(
            () -> spark.read().format("uring").schema("chunkIndex INT").load(tree.path()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("with the option chunkSize also chunkIndex INT");
  }

  /** Put together again, chunks are what {@code binaryFile} reads. */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "nio"})
  void shouldAgreeWithBinaryFile(final String engine) throws IOException {
    final long seed = System.nanoTime();
    final SplittableRandom random = new SplittableRandom(seed);
    final ContentTree tree =
        new ContentTree(folder).with("p=1/a", 1).with("p=1/empty", 0).with("p=2/large", 700_001);
    for (int i = 0; i < 30; i++) {
      tree.with("p=" + i % 3 + "/f" + i, 1 + random.nextInt(9000));
    }
    final Map<String, List<Object>> expected = new TreeMap<>();
    for (final Row row : spark.read().format("binaryFile").load(tree.path()).collectAsList()) {
      expected.put(row.getString(0), List.of(row.getLong(2), hash(row.getAs(3)), row.get(4)));
    }
    for (final int chunkSize :
        new int[] {
          40 + random.nextInt(100), 1000 + random.nextInt(8000), 700_000, 700_001, 1 << 30
        }) {
      final Dataset<Row> read =
          chunks(chunkSize)
              .option("engine", engine)
              .option("columnar", random.nextBoolean())
              .option("batchBytes", "64k")
              .option("splitBytes", random.nextBoolean() ? "64k" : "128m")
              .load(tree.path());
      assertThat(together(read, chunkSize))
          .as("seed %d, chunkSize %d", seed, chunkSize)
          .isEqualTo(expected);
    }
    Leaks.assertNoMemoryHeld();
  }

  @Test
  void shouldReadASmallFileByTheByte() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a", 100);
    final List<Row> rows = chunks(1).load(tree.path()).collectAsList();
    assertThat(rows).hasSize(100);
    final byte[] bytes = Files.readAllBytes(tree.file("a"));
    for (int i = 0; i < bytes.length; i++) {
      assertThat(rows.get(i).<byte[]>getAs("content")).containsExactly(bytes[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "nio"})
  void shouldReadWhatNoRowCanHold(final String engine) throws IOException {
    final Path file = folder.resolve("sparse");
    final long length = (5L << 30) + 3;
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(length);
      sparse.seek((2L << 30) + 17);
      sparse.writeInt(0x01020304);
      sparse.seek(length - 1);
      sparse.write(9);
    }
    final DataFrameReader reader = chunks(4 << 20).option("engine", engine);
    final Dataset<Row> all = reader.load(file.toString());
    assertThat(all.count()).isEqualTo(1281);
    assertThat(
            all.where("chunkIndex >= 1280 OR chunkOffset = " + (2L << 30))
                .selectExpr(
                    "length",
                    "chunkIndex",
                    "length(content)",
                    "hex(substring(content, 18, 4))",
                    "hex(substring(content, 1, 3))")
                .collectAsList()
                .toString())
        .isEqualTo("[[5368709123,512,4194304,01020304,000000], [5368709123,1280,3,,000009]]");
    assertThat(
            reader
                .option("headBytes", (4 << 20) + 1)
                .load(file.toString())
                .selectExpr("length", "chunkIndex", "chunkOffset", "length(content)")
                .collectAsList()
                .toString())
        .isEqualTo("[[5368709123,0,0,4194304], [5368709123,1,4194304,1]]");
    Leaks.assertNoMemoryHeld();
  }

  /** That the file is gone would be said, had anybody tried to open it. */
  @Test
  void shouldSayWhatToSetBeforeALargeFileIsOpened() throws IOException {
    final Path file = folder.resolve("sparse");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 31);
    }
    final Dataset<Row> read = spark.read().format("uring").load(file.toString());
    final Dataset<Row> longer = chunks(1 << 20).load(file.toString()).where("chunkIndex = 2047");
    Files.delete(file);
    assertThatThrownBy(read::collectAsList)
        .hasStackTraceContaining("errno=EFBIG(27), file=" + file)
        .hasStackTraceContaining("set chunkSize to read it as rows of chunks, or headBytes");
    assertThatThrownBy(longer::collectAsList)
        .hasStackTraceContaining(
            "open failed: errno=ENOENT(2), file=" + file + ", offset=2146435072, length=1048576");
  }

  @Test
  void shouldCountChunksWherePlansCount() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a", 10).with("b", 100).with("c", 55);
    final Dataset<Row> read = chunks(10).load(tree.path());
    final Dataset<Row> totals =
        read.selectExpr(
            "count(*)", "max(chunkIndex)", "sum(chunkOffset)", "min(length)", "max(length)");
    assertThat(totals.collectAsList().toString()).isEqualTo("[[17,9,600,10,100]]");
    assertThat(Plans.find(Plans.executed(totals), BatchScanExec.class)).isEmpty();
    assertThat(Plans.find(Plans.executed(totals), LocalTableScanExec.class)).isNotEmpty();

    final Dataset<Row> limited = read.select("path", "chunkIndex", "content").limit(4);
    assertThat(limited.collectAsList())
        .extracting(row -> row.getInt(1) + ":" + row.<byte[]>getAs(2).length)
        .containsExactly("0:10", "0:10", "1:10", "2:10");
    assertThat(description(limited)).contains("files=2, rows=4,").contains("LIMIT 4");

    final Dataset<Row> last =
        read.select("chunkIndex", "path", "content").orderBy(functions.desc("chunkIndex")).limit(3);
    assertThat(last.collectAsList()).extracting(row -> row.getInt(0)).containsExactly(9, 8, 7);
    assertThat(description(last)).contains("files=1, rows=3,");

    final Dataset<Row> heads = read.where("chunkIndex = 0").select("path", "content");
    assertThat(heads.collectAsList()).hasSize(3);
    assertThat(description(heads)).contains("files=3,").contains("bytes=30,").contains("of=17");
    assertThat(Plans.metrics(Plans.executed(heads)))
        .containsEntry("uringFiles", 3L)
        .containsEntry("uringBytes", 30L);

    assertThat(read.where("length = 100").count()).isEqualTo(10);
    assertThat(rowCount(read.select("content"))).isEqualTo("17");
  }

  @Test
  void shouldReadOneFileInManyTasks() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a", 1_000_000);
    final Dataset<Row> read = chunks(10_000).option("splitBytes", "128k").load(tree.path());
    final List<Row> rows =
        read.select(
                functions.spark_partition_id(),
                functions.col("chunkIndex"),
                functions.col("content"))
            .collectAsList();
    assertThat(rows).extracting(row -> row.getInt(1)).isSorted().hasSize(100);
    assertThat(rows).extracting(row -> row.getInt(0)).isSorted().contains(0, 5, 10);
    assertThat(together(read, 10_000)).hasSize(1);
  }

  @Test
  void shouldCutTheRangesOfAManifest() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a", 1000);
    final Path manifest = folder.resolve("ranges.csv");
    Files.writeString(
        manifest,
        "path,offset,length\n" + tree.path("a") + ",100,250\n" + tree.path("a") + ",0,1000\n");
    final List<Row> rows =
        chunks(100)
            .option("manifest", manifest.toString())
            .load()
            .where("length = 250")
            .selectExpr(
                "chunkIndex",
                "chunkOffset",
                "content",
                "_metadata.file_block_start",
                "_metadata.file_block_length",
                "_metadata.file_size")
            .collectAsList();
    final byte[] bytes = Files.readAllBytes(tree.file("a"));
    assertThat(rows).hasSize(3);
    for (int i = 0; i < 3; i++) {
      final Row row = rows.get(i);
      final int length = i == 2 ? 50 : 100;
      assertThat(row.getInt(0)).isEqualTo(i);
      assertThat(row.getLong(1)).isEqualTo(100 + 100 * i).isEqualTo(row.getLong(3));
      assertThat(row.<byte[]>getAs(2))
          .isEqualTo(Arrays.copyOfRange(bytes, 100 + 100 * i, 100 + 100 * i + length));
      assertThat(row.getLong(4)).isEqualTo(length);
      assertThat(row.getLong(5)).isEqualTo(1000);
    }
  }

  @Test
  void shouldStreamChunks() throws Exception {
    final ContentTree tree =
        new ContentTree(folder.resolve("in")).with("k=x/a", 250).with("k=y/b", 90);
    final StreamRun run =
        new StreamRun(tree.path(), folder.resolve("checkpoint")).with("chunkSize", "100");
    run.availableNow();
    assertThat(run.rows())
        .extracting(
            row -> row.getAs("k") + ":" + row.getAs("chunkOffset") + ":" + row.getAs("length"))
        .containsExactlyInAnyOrder("x:0:250", "x:100:250", "x:200:250", "y:0:90");
  }

  @Test
  void shouldRefusePicturesInParts() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a", 10);
    assertThatThrownBy(() -> chunks(4).option("decode", "header").load(tree.path()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "option decode=header needs a picture in one row, and chunkSize=4 cuts files into"
                + " several: leave one of the two out");
  }

  private DataFrameReader chunks(final int chunkSize) {
    return spark.read().format("uring").option("chunkSize", chunkSize);
  }

  private static String description(final Dataset<Row> query) {
    return Plans.find(Plans.executed(query), BatchScanExec.class).get(0).scan().description();
  }

  private static String rowCount(final Dataset<Row> query) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) query)
        .queryExecution()
        .optimizedPlan()
        .stats()
        .rowCount()
        .get()
        .toString();
  }

  /** By path: length, digest of all chunks one behind another, partition value. */
  private static Map<String, List<Object>> together(final Dataset<Row> read, final int chunkSize) {
    final Map<String, ByteArrayOutputStream> bytes = new TreeMap<>();
    final Map<String, List<Object>> files = new TreeMap<>();
    final Map<String, Integer> next = new TreeMap<>();
    for (final Row row : read.collectAsList()) {
      final String path = row.getAs("path");
      final byte[] content = row.getAs("content");
      final ByteArrayOutputStream all =
          bytes.computeIfAbsent(path, any -> new ByteArrayOutputStream());
      assertThat(row.<Integer>getAs("chunkIndex")).isEqualTo(next.merge(path, 1, Integer::sum) - 1);
      assertThat(row.<Long>getAs("chunkOffset")).isEqualTo(all.size());
      assertThat(content.length)
          .isEqualTo((int) Math.min(chunkSize, row.<Long>getAs("length") - all.size()));
      all.writeBytes(content);
      final List<Object> file = new ArrayList<>(List.of(row.<Object>getAs("length")));
      if (row.schema().getFieldIndex("p").isDefined()) {
        file.add(row.getAs("p"));
      }
      files.put(path, file);
    }
    bytes.forEach((path, all) -> files.get(path).add(1, hash(all.toByteArray())));
    return files;
  }

  private static Object hash(final byte[] bytes) {
    return bytes.length + ":" + Arrays.hashCode(bytes);
  }
}
