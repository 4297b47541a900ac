package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stream reads of its files, and what it makes of them. */
@Tag("spark")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class StreamColumnsTest {
  @TempDir Path folder;

  private ContentTree tree;
  private StreamRun run;
  private long before;

  @BeforeEach
  void make() throws IOException {
    tree = new ContentTree(folder.resolve("incoming")).with("a", 3000).with("b", 20_000);
    run = new StreamRun(tree.path(), folder.resolve("checkpoint"));
    before = bytes();
  }

  @AfterEach
  void holdNothing() {
    Leaks.assertNoMemoryHeld();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void shouldOpenNothingForWhatTheListingKnows(final String columnar) throws Exception {
    tree.with("k=1/c", 9000);
    final StreamRun known =
        new StreamRun(tree.path() + "/k=*", folder.resolve("other"))
            .with("basePath", tree.path())
            .with("columnar", columnar)
            .with("mode", "permissive")
            .with("decode", "image")
            .asking(
                files ->
                    files
                        .where("length > 5 and _metadata.file_size < 100000")
                        .selectExpr("path", "k", "_metadata.file_name as name", "length * 2 as l"));
    known.availableNow();
    assertThat(known.rows()).hasSize(1);
    assertThat(known.rows().get(0).toString())
        .isEqualTo("[file:" + tree.path("k=1/c") + ",1,c,18000]");
    assertThat(bytes()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void shouldReadWhatIsTakenAnywhere(final String columnar) throws Exception {
    int number = 0;
    for (final UnaryOperator<Dataset<Row>> taking :
        List.<UnaryOperator<Dataset<Row>>>of(
            files -> files.selectExpr("path", "length(content) as n"),
            files -> files.where("length(content) > 0").selectExpr("path", "length as n"),
            files -> files.selectExpr("content", "path").selectExpr("path", "length(content) n"),
            files -> files.dropDuplicates("content").selectExpr("path", "length as n"),
            files -> files.withColumn("n", files.col("length")).limit(5).select("path", "n"),
            files ->
                files
                    .selectExpr("path", "length as n")
                    .where("n < 0")
                    .union(files.selectExpr("path", "length(content)")))) {
      final StreamRun each =
          new StreamRun(tree.path(), folder.resolve("checkpoint" + number++))
              .with("columnar", columnar)
              .asking(taking);
      each.availableNow();
      assertThat(each.rows().stream().map(row -> StreamRun.name(row) + row.getAs("n")))
          .containsExactlyInAnyOrder("a3000", "b20000");
    }
    assertThat(bytes() - before).isBetween(5 * 23_000L, 7 * 23_000L);
  }

  @Test
  void shouldCountWithoutReading() throws Exception {
    final SparkSession spark = SharedSpark.session();
    final StreamingQuery query =
        spark
            .readStream()
            .format("uring")
            .option("minFileAge", "0")
            .load(tree.path())
            .groupBy("path")
            .count()
            .writeStream()
            .outputMode("complete")
            .format("memory")
            .queryName("counted")
            .option("checkpointLocation", folder.resolve("counted").toString())
            .trigger(Trigger.AvailableNow())
            .start();
    query.awaitTermination();
    assertThat(query.sparkSession().table("counted").selectExpr("sum(count)").head().getLong(0))
        .isEqualTo(2);
    assertThat(bytes()).isEqualTo(before);
  }

  @Test
  void shouldReadNoMoreThanHeaders() throws Exception {
    final Path picture = picture("p.png");
    run.with("decode", "header")
        .asking(files -> files.select("path", "format", "width", "height", "orientation"))
        .availableNow();
    assertThat(run.rows())
        .extracting(row -> StreamRun.name(row) + row.get(1) + row.get(2) + row.get(3) + row.get(4))
        .containsExactlyInAnyOrder("anullnullnullnull", "bnullnullnullnull", "p.pngPNG3002001");
    assertThat(Files.size(picture)).isGreaterThan(4096);
    assertThat(bytes() - before).isEqualTo(3000 + 4096 + 4096);
  }

  @ParameterizedTest
  @CsvSource({"permissive,true", "dropmalformed,true", "permissive,false", "dropmalformed,false"})
  void shouldDecodePicturesAndKeepToTheMode(final String mode, final String columnar)
      throws Exception {
    final byte[] png = Files.readAllBytes(picture("p.png"));
    Files.write(tree.file("broken.png"), Arrays.copyOf(png, png.length / 2));
    run.with("decode", "image").with("mode", mode).with("columnar", columnar);
    run.with("rejectsPath", folder.resolve("rejects").toString()).availableNow();
    assertThat(run.names()).hasSize(mode.equals("permissive") ? 4 : 3);
    for (final Row row : run.rows()) {
      final Row image = row.getAs("image");
      switch (StreamRun.name(row)) {
        case "p.png" -> {
          assertThat(image.<byte[]>getAs("data")).hasSize(180_000);
          assertThat(image.<String>getAs("origin")).isEqualTo("file://" + tree.path("p.png"));
          assertThat(row.<byte[]>getAs("content")).isEqualTo(png);
        }
        case "broken.png" -> {
          assertThat(image).isNull();
          assertThat(row.<Row>getAs("error").getString(0)).isEqualTo("CORRUPT");
        }
        default -> assertThat(image).isNull();
      }
    }
    assertThat(SharedSpark.session().read().json(folder.resolve("rejects").toString()).count())
        .isOne();
  }

  @Test
  void shouldFailWithABrokenPictureOnlyWhereItIsTaken() throws Exception {
    final byte[] png = Files.readAllBytes(picture("p.png"));
    Files.write(tree.file("p.png"), Arrays.copyOf(png, png.length / 2));
    run.with("decode", "image");
    assertThatThrownBy(() -> run.asking(files -> files.select("path", "image")).availableNow())
        .hasStackTraceContaining("decode failed: errno=EILSEQ(84), file=" + tree.path("p.png"));
    run.asking(files -> files.select("path", "content")).availableNow();
    assertThat(run.names()).hasSize(3);
  }

  @Test
  void shouldReadHeadsAndChunks() throws Exception {
    run.with("headBytes", "7").availableNow();
    assertThat(run.rows())
        .extracting(row -> row.<Long>getAs("length") + " " + row.<byte[]>getAs("content").length)
        .containsExactly("3000 7", "20000 7");
    final StreamRun chunks =
        new StreamRun(tree.path(), folder.resolve("other"))
            .with("chunkSize", "8000")
            .with("mode", "permissive")
            .beforeRead(batch -> delete(tree.file("a")));
    chunks.availableNow();
    assertThat(chunks.rows())
        .extracting(
            row ->
                StreamRun.name(row)
                    + row.getAs("chunkIndex")
                    + " "
                    + row.getAs("chunkOffset")
                    + " "
                    + (row.getAs("error") == null
                        ? row.<byte[]>getAs("content").length
                        : row.<Row>getAs("error").getString(0)))
        .containsExactly("a0 0 MISSING", "b0 0 8000", "b1 8000 8000", "b2 16000 4000");
  }

  /** The columns that a stream has are chosen by its schema, too. */
  @Test
  void shouldHaveTheColumnsOfASchema() throws Exception {
    final SparkSession spark = SharedSpark.session();
    final StreamingQuery query =
        spark
            .readStream()
            .format("uring")
            .option("minFileAge", "0")
            .schema("length BIGINT, path STRING")
            .load(tree.path())
            .writeStream()
            .format("memory")
            .queryName("chosen")
            .option("checkpointLocation", folder.resolve("chosen").toString())
            .trigger(Trigger.AvailableNow())
            .start();
    query.awaitTermination();
    assertThat(query.sparkSession().table("chosen").orderBy("length").collectAsList().toString())
        .isEqualTo("[[3000,file:" + tree.path("a") + "], [20000,file:" + tree.path("b") + "]]");
    assertThat(bytes()).isEqualTo(before);
  }

  private Path picture(final String name) throws IOException {
    final BufferedImage image = new BufferedImage(300, 200, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 60_000; i++) {
      image.setRGB(i % 300, i / 300, i * 0x9e3779b9);
    }
    final Path file = tree.file(name);
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
    return file;
  }

  private static void delete(final Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (final IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long bytes() {
    return ReadCounters.jvm().sum(Counter.BYTES);
  }
}
