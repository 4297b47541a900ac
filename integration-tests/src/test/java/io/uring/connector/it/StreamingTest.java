package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@Tag("spark")
class StreamingTest {
  @TempDir Path folder;

  private ContentTree tree;
  private StreamRun run;

  @BeforeEach
  void make() throws IOException {
    tree = new ContentTree(folder.resolve("incoming")).withFolder("");
    run = new StreamRun(tree.path(), folder.resolve("checkpoint"));
  }

  @Test
  void shouldReadEveryFileOnceThoughStoppedAtAnyMoment() throws Exception {
    final long seed = System.nanoTime();
    System.out.println("seed of the stops: " + seed);
    final Random random = new Random(seed);
    final ContentTree staging = new ContentTree(folder.resolve("staging")).withMany(160, 2000);
    run.with("maxFilesPerTrigger", "9");
    int moved = 0;
    for (int restart = 0; restart < 5; restart++) {
      final StreamingQuery query = run.start();
      for (int step = random.nextInt(6); step >= 0; step--) {
        for (final int until = Math.min(160, moved + random.nextInt(12)); moved < until; moved++) {
          move(staging.file(String.format("f%04d", moved)), String.format("f%04d", moved));
        }
        Thread.sleep(random.nextInt(60));
      }
      query.stop();
      assertThat(query.exception().isDefined()).isFalse();
    }
    for (; moved < 160; moved++) {
      move(staging.file(String.format("f%04d", moved)), String.format("f%04d", moved));
    }
    run.availableNow();
    assertThat(run.names()).hasSize(160).doesNotHaveDuplicates();
    for (final Row row : run.rows()) {
      assertThat(row.<byte[]>getAs("content")).isEqualTo(bytes(StreamRun.name(row)));
    }
    assertThat(run.namesByBatch()).allMatch(names -> names.size() <= 9);
  }

  @Test
  void shouldReadWhatIsThereNowAlsoWhereItIsYoung() throws Exception {
    run.with("minFileAge", "300ms");
    tree.with("a", 10);
    Files.write(tree.file("young"), new byte[5]);
    Files.write(tree.file("future"), new byte[6]);
    Files.setLastModifiedTime(
        tree.file("future"), FileTime.from(Instant.now().plusSeconds(100_000)));
    final StreamingQuery query = run.availableNow();
    assertThat(query.exception().isDefined()).isFalse();
    assertThat(run.names()).containsExactly("a", "young", "future");
  }

  @Test
  void shouldWaitForYoungFilesBeforeAllIsSaidToBeRead() throws Exception {
    run.with("minFileAge", "300ms");
    final StreamingQuery query = run.start();
    Files.write(tree.file("a"), new byte[5]);
    query.processAllAvailable();
    assertThat(run.names()).containsExactly("a");
    query.stop();
  }

  @Test
  void shouldKeepBothLimits() throws Exception {
    tree.with("a", 10).with("b", 10).with("c", 10).with("d", 3000).with("e", 10);
    run.with("maxBytesPerTrigger", "2000").with("maxFilesPerTrigger", "2").availableNow();
    assertThat(run.namesByBatch())
        .containsExactly(List.of("a", "b"), List.of("c"), List.of("d"), List.of("e"));
  }

  @Test
  void shouldTellWhatIsOutstanding() throws Exception {
    tree.withMany(5, 100);
    run.with("maxFilesPerTrigger", "2");
    final StreamingQuery query = run.availableNow();
    assertThat(query.recentProgress()).isNotEmpty();
    assertThat(query.recentProgress()[0].numInputRows()).isEqualTo(2);
    assertThat(query.recentProgress()[0].sources()[0].metrics())
        .containsEntry("numFilesOutstanding", "3")
        .containsEntry("numBytesOutstanding", "300")
        .containsEntry("numFilesRemembered", "2");
    assertThat(query.recentProgress()[0].sources()[0].endOffset()).isEqualTo("{\"batch\":1}");
  }

  @Test
  void shouldFailWithAFileThatIsGoneUnlessItMayBeMissing() throws Exception {
    tree.withMany(5, 100);
    run.beforeRead(batch -> delete(tree.file("f0003")));
    assertThatThrownBy(run::availableNow)
        .isInstanceOf(StreamingQueryException.class)
        .hasStackTraceContaining(tree.path("f0003"));
    assertThat(run.rows()).isEmpty();
    run.with("ignoreMissingFiles", "true").availableNow();
    assertThat(run.names()).containsExactly("f0000", "f0001", "f0002", "f0004");
  }

  @Test
  void shouldReadAFileThatChangedInAFailedBatchAsItIsAfterTheRestart() throws Exception {
    tree.withMany(3, 100);
    final AtomicBoolean first = new AtomicBoolean(true);
    run.beforeRead(
        batch -> {
          if (first.getAndSet(false)) {
            write(tree.file("f0001"), new byte[777]);
          }
        });
    assertThatThrownBy(run::availableNow).hasStackTraceContaining(tree.path("f0001"));
    run.availableNow();
    assertThat(run.names()).containsExactly("f0000", "f0001", "f0002");
    assertThat(run.rows().get(1).<Long>getAs("length")).isEqualTo(777);
    assertThat(run.rows().get(1).<byte[]>getAs("content")).isEqualTo(new byte[777]);
  }

  @Test
  void shouldGivePartitionValuesAlsoAfterARestart() throws Exception {
    tree.with("k=1/s=a%20b/x", 10).with("k=2/s=__HIVE_DEFAULT_PARTITION__/y", 20);
    run.beforeRead(
        batch -> {
          throw new IllegalStateException("on purpose");
        });
    assertThatThrownBy(run::availableNow).hasStackTraceContaining("on purpose");
    tree.with("k=30/s=c/z", 30);
    run.beforeRead(batch -> {}).availableNow();
    assertThat(run.rows())
        .extracting(row -> StreamRun.name(row) + " " + row.getAs("k") + " " + row.getAs("s"))
        .containsExactly("x 1 a b", "y 2 null", "z 30 c");
    assertThat(run.rows()).allMatch(row -> row.getAs("k") instanceof Integer);
  }

  /** The folder is not there when the query starts. */
  @Test
  void shouldReadAPartitionThatComesLater() throws Exception {
    tree.with("k=1/a", 10).with("k=1/_SUCCESS", 1).with("other/b", 10);
    final StreamRun partitions =
        new StreamRun(tree.path() + "/k=*", folder.resolve("check point"))
            .with("basePath", tree.path());
    final StreamingQuery query = partitions.start();
    query.processAllAvailable();
    tree.with("k=2/c", 20).with("k=2/.c.crc", 1);
    query.processAllAvailable();
    query.stop();
    assertThat(partitions.rows())
        .extracting(row -> StreamRun.name(row) + " " + row.getAs("k"))
        .containsExactly("a 1", "c 2");
  }

  @Test
  void shouldTakeFiltersAndMetadata() throws Exception {
    tree.with("a", 10).with("b", 2000).with("c%20", 3000).with("d", 4000);
    run.asking(
            files ->
                files
                    .where("length > 1000 and path not like '%/d' and _metadata.file_size < 9999")
                    .selectExpr("path", "_metadata.file_name as name", "_metadata.file_size as s"))
        .availableNow();
    assertThat(run.rows())
        .extracting(row -> row.getAs("name") + " " + row.getAs("s"))
        .containsExactly("b 2000", "c%2520 3000");
    for (final String columnar : List.of("true", "false")) {
      final StreamRun all =
          new StreamRun(tree.path(), folder.resolve("columnar=" + columnar))
              .with("columnar", columnar)
              .asking(files -> files.selectExpr("*", "_metadata"));
      all.availableNow();
      assertThat(all.names()).containsExactly("a", "b", "c%20", "d");
      for (final Row row : all.rows()) {
        assertThat(row.<byte[]>getAs("content")).isEqualTo(bytes(StreamRun.name(row)));
        assertThat(row.<Row>getAs("_metadata").<Long>getAs("file_size"))
            .isEqualTo(row.<Long>getAs("length"));
      }
    }
  }

  @Test
  void shouldReadWhatPicturesSay() throws Exception {
    final Path picture = tree.file("p.png");
    ImageIO.write(new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
    tree.with("none", 10);
    run.with("decode", "header")
        .with("headBytes", "16k")
        .asking(files -> files.select("path", "format", "width", "height"))
        .availableNow();
    assertThat(run.rows())
        .extracting(
            row ->
                StreamRun.name(row)
                    + " "
                    + row.getAs("format")
                    + " "
                    + row.getAs("width")
                    + " "
                    + row.getAs("height"))
        .containsExactlyInAnyOrder("p.png PNG 30 20", "none null null null");
  }

  @Test
  void shouldReadLargeFilesInChunks() throws Exception {
    tree.with("k=1/a", 10_000).with("k=2/b", 10);
    run.with("chunkSize", "4096").with("maxFilesPerTrigger", "1").availableNow();
    assertThat(run.rows())
        .extracting(
            row ->
                StreamRun.name(row)
                    + " "
                    + row.getAs("chunkIndex")
                    + " "
                    + row.<byte[]>getAs("content").length
                    + " "
                    + row.getAs("k"))
        .containsExactly("a 0 4096 1", "a 1 4096 1", "a 2 1808 1", "b 0 10 2");
  }

  /** Streams that have the folder, and its load, in common. */
  @Test
  void shouldReadEveryFileOnceInEachOfTwoQueries() throws Exception {
    tree.withMany(5, 100);
    final Dataset<Row> files =
        SharedSpark.session()
            .readStream()
            .format("uring")
            .option("maxFilesPerTrigger", "2")
            .load(tree.path());
    final List<StreamingQuery> queries = new ArrayList<>();
    for (final String name : List.of("one", "two")) {
      queries.add(
          files
              .union(files)
              .select("path")
              .writeStream()
              .format("memory")
              .queryName("read_by_" + name)
              .option("checkpointLocation", folder.resolve(name).toString())
              .trigger(Trigger.AvailableNow())
              .start());
    }
    for (final StreamingQuery query : queries) {
      query.awaitTermination();
      assertThat(query.sparkSession().table(query.name()).collectAsList())
          .extracting(StreamRun::name)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 10).mapToObj(i -> String.format("f%04d", i / 2)).toList());
    }
  }

  @Test
  void shouldRefuseOptionsThatMakeNoSense() {
    assertThatThrownBy(() -> run.with("minFileAge", "10").start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("option minFileAge must be a time such as 500ms, 10s, 5m, 1h or 7d, not 10");
  }

  @Test
  void shouldRefuseAManifest() throws IOException {
    final Path manifest = Files.writeString(folder.resolve("m.txt"), "");
    assertThatThrownBy(
            () ->
                SharedSpark.session()
                    .readStream()
                    .format("uring")
                    .option("manifest", manifest.toString())
                    .load()
                    .writeStream()
                    .format("noop")
                    .option("checkpointLocation", folder.resolve("c").toString())
                    .start()
                    .awaitTermination())
        .hasStackTraceContaining("option manifest names files that are there now");
  }

  private void move(final Path file, final String name) throws IOException {
    Files.move(file, tree.file(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private byte[] bytes(final String name) throws IOException {
    return Files.readAllBytes(tree.file(name));
  }

  private static void delete(final Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (final IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void write(final Path file, final byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (final IOException e) {
      throw new AssertionError(e);
    }
  }
}
