package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
    final ContentTree staging = new ContentTree(folder.resolve("staging")).withMany(240, 2000);
    run.with("maxFilesPerTrigger", "9");
    int moved = 0;
    for (int restart = 0; restart < 12; restart++) {
      final StreamingQuery query = run.start();
      for (int step = random.nextInt(8); step >= 0; step--) {
        for (final int until = Math.min(240, moved + random.nextInt(12)); moved < until; moved++) {
          move(staging.file(String.format("f%04d", moved)), String.format("f%04d", moved));
        }
        Thread.sleep(random.nextInt(60));
      }
      query.stop();
      assertThat(query.exception().isDefined()).isFalse();
    }
    for (; moved < 240; moved++) {
      move(staging.file(String.format("f%04d", moved)), String.format("f%04d", moved));
    }
    run.availableNow();
    assertThat(run.names()).hasSize(240).doesNotHaveDuplicates();
    for (final Row row : run.rows()) {
      assertThat(row.<byte[]>getAs("content")).isEqualTo(bytes(StreamRun.name(row)));
    }
    assertThat(run.namesByBatch()).allMatch(names -> names.size() <= 9);
  }

  @Test
  void shouldReadWhatIsRenamedIntoPlaceWhateverItsTime() throws Exception {
    run.with("recursiveFileLookup", "true");
    tree.with("a", 10).with("b", 20);
    run.availableNow();
    assertThat(run.names()).containsExactly("a", "b");
    final ContentTree staging =
        new ContentTree(folder.resolve("staging")).with("old", 30).with("sub/older", 40);
    Files.setLastModifiedTime(staging.file("old"), FileTime.from(Instant.EPOCH));
    Files.setLastModifiedTime(staging.file("sub/older"), FileTime.from(Instant.EPOCH));
    Files.setLastModifiedTime(staging.file("sub"), FileTime.from(Instant.EPOCH));
    move(staging.file("old"), "old");
    // The folder is moved as a whole: nothing about its file changes.
    move(staging.file("sub"), "sub");
    run.availableNow();
    assertThat(run.names()).containsExactlyInAnyOrder("a", "b", "old", "older");
    run.availableNow();
    assertThat(run.rows()).hasSize(4);
  }

  @Test
  void shouldReadAFileThatIsWrittenSlowlyOnlyOnceItIsComplete() throws Exception {
    run.with("minFileAge", "2500ms");
    tree.with("complete", 10);
    final StreamingQuery query = run.start();
    final Path slow = tree.file("slow");
    for (int i = 0; i < 15; i++) {
      Files.write(
          slow,
          new byte[100],
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND);
      Thread.sleep(200);
    }
    while (run.rows().size() < 2) {
      assertThat(query.isActive()).isTrue();
      Thread.sleep(50);
    }
    query.stop();
    assertThat(run.names()).containsExactly("complete", "slow");
    assertThat(run.rows().get(1).<byte[]>getAs("content")).hasSize(1500);
  }

  @Test
  void shouldReadWhatIsThereNowAlsoWhereItIsYoung() throws Exception {
    run.with("minFileAge", "1s");
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
    run.with("minFileAge", "1s");
    final StreamingQuery query = run.start();
    Files.write(tree.file("a"), new byte[5]);
    query.processAllAvailable();
    assertThat(run.names()).containsExactly("a");
    query.stop();
  }

  @Test
  void shouldReadSoManyFilesAtATriggerTheOldestFirst() throws Exception {
    tree.withMany(10, 100);
    Files.setLastModifiedTime(tree.file("f0009"), FileTime.from(Instant.EPOCH));
    run.with("maxFilesPerTrigger", "3").availableNow();
    assertThat(run.namesByBatch())
        .containsExactly(
            List.of("f0009", "f0000", "f0001"),
            List.of("f0002", "f0003", "f0004"),
            List.of("f0005", "f0006", "f0007"),
            List.of("f0008"));
  }

  @Test
  void shouldReadSoManyBytesAtATriggerButOneFileAtLeast() throws Exception {
    tree.with("a", 1000).with("b", 1000).with("c", 500).with("d", 9000).with("e", 1);
    run.with("maxBytesPerTrigger", "2k").availableNow();
    assertThat(run.namesByBatch())
        .containsExactly(List.of("a", "b"), List.of("c"), List.of("d"), List.of("e"));
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
  void shouldPassOverWhatIsGoneBeforeItsTrigger() throws Exception {
    tree.withMany(6, 100);
    run.with("maxFilesPerTrigger", "2").beforeRead(batch -> delete(tree.file("f0004")));
    run.availableNow();
    assertThat(run.names()).containsExactly("f0000", "f0001", "f0002", "f0003", "f0005");
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

  @Test
  void shouldForgetAFileSomeTimeAfterItHasGone() throws Exception {
    run.with("forgetAfter", "3s").with("maxFilesPerTrigger", "1");
    tree.with("a", 10).with("b", 20);
    final StreamingQuery query = run.start();
    query.processAllAvailable();
    final byte[] first = bytes("a");
    delete(tree.file("a"));
    Thread.sleep(500);
    Files.write(tree.file("a"), first);
    query.processAllAvailable();
    assertThat(run.names()).containsExactly("a", "b");
    delete(tree.file("a"));
    Thread.sleep(5500);
    Files.write(tree.file("a"), new byte[7]);
    query.processAllAvailable();
    query.stop();
    assertThat(run.names()).containsExactly("a", "b", "a");
    assertThat(new HashSet<>(run.names())).hasSize(2);
  }

  @Test
  void shouldRefuseOptionsThatMakeNoSense() {
    assertRefused(
        "maxFilesPerTrigger",
        "0",
        "option maxFilesPerTrigger must be a number of 1 or more, not 0");
    assertRefused(
        "maxBytesPerTrigger",
        "many",
        "option maxBytesPerTrigger must be 1 or more bytes (or as 512k, 64m, 1g), not many");
    assertRefused(
        "minFileAge",
        "10",
        "option minFileAge must be a time such as 500ms, 10s, 5m, 1h or 7d, not 10");
    assertRefused("forgetAfter", "0s", "option forgetAfter must be 1s or more, not 0s");
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

  private void assertRefused(final String option, final String value, final String message) {
    assertThatThrownBy(() -> run(option, value).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private StreamRun run(final String option, final String value) {
    return new StreamRun(tree.path(), folder.resolve("refused")).with(option, value);
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
