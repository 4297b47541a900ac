package io.uring.connector.spark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.watch.Arrivals;
import io.uring.connector.core.watch.Sighting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StreamLogTest {
  private static final int TRIGGERS = 10_000;
  private static final int FILES = 100;
  private static final long MIB = 1 << 20;

  @TempDir Path folder;

  @Test
  void shouldKeepLittleOfAMillionFilesThatComeAndGo() throws IOException {
    final long heapBefore = heap();
    final StreamLog log = log();
    log.goTo(0);
    final Arrivals arrivals = new Arrivals(0, 3_600_000);
    final Deque<FileTable> there = new ArrayDeque<>();
    int mostSeen = 0;
    long mostBytes = 0;
    int mostNames = 0;
    for (int trigger = 0; trigger < TRIGGERS; trigger++) {
      // Ten seconds between triggers, 20 s in the folder, remembered for an hour.
      final FileTable listed = FileTable.concat(List.copyOf(there));
      final long now = (1_000_000_000L + trigger * 10L) * 1_000_000_000L;
      assertThat(arrivals.in(Sighting.of(listed, now), log.seen())).isEmpty();
      final StreamBatch batch = batch(trigger);
      assertThat(log.seen().contains(batch.files(), 7)).isFalse();
      log.compact();
      log.append(batch);
      there.add(batch.files());
      if (there.size() > 2) {
        there.remove();
      }
      mostSeen = Math.max(mostSeen, log.seen().size());
      if (trigger % 98 == 0) {
        mostBytes = Math.max(mostBytes, bytes());
        mostNames = Math.max(mostNames, names().size());
      }
    }
    // What is there, what has been gone for less than an hour, and the last batch.
    assertThat(mostSeen).isBetween(360 * FILES, 366 * FILES);
    assertThat(mostBytes).isLessThan(4 * MIB);
    assertThat(mostNames).isLessThan(320);
    assertThat(heap() - heapBefore).isLessThan(16 * MIB);
    final StreamLog restarted = log();
    restarted.goTo(TRIGGERS);
    there.forEach(
        files ->
            assertThat(IntStream.range(0, FILES))
                .allMatch(file -> restarted.seen().contains(files, file)));
  }

  @Test
  void shouldKeepTwentyBytesForEachOfAMillionFilesThatStay() throws IOException {
    final long heapBefore = heap();
    final StreamLog log = log();
    log.goTo(0);
    int mostNames = 0;
    for (int trigger = 0; trigger < TRIGGERS; trigger++) {
      log.compact();
      log.append(batch(trigger));
      if (trigger % 500 == 0) {
        mostNames = Math.max(mostNames, names().size());
      }
    }
    assertThat(log.seen().size()).isEqualTo(TRIGGERS * FILES);
    // Twice the state, and the batches since the older one.
    assertThat(bytes()).isLessThan(60 * MIB);
    assertThat(mostNames).isLessThan(2100);
    assertThat(heap() - heapBefore).isLessThan(64 * MIB);
    final StreamLog restarted = log();
    restarted.goTo(TRIGGERS - 100);
    assertThat(restarted.seen().size()).isEqualTo((TRIGGERS - 100) * FILES);
    for (int trigger = 0; trigger < TRIGGERS; trigger += 99) {
      final FileTable files = batch(trigger).files();
      assertThat(restarted.seen().contains(files, trigger % FILES))
          .isEqualTo(trigger < TRIGGERS - 100);
    }
  }

  @Test
  void shouldGiveEveryBatchBackAsItWas() throws IOException {
    final FileTable.Builder table = FileTable.builder();
    final int first = table.addDirectory(new byte[] {'/', 'a', (byte) 0xFF});
    final int second =
        table.addDirectory(
            "/b\u00fc/k=__HIVE_DEFAULT_PARTITION__".getBytes(StandardCharsets.UTF_8));
    table.add(second, new byte[] {(byte) 0x80, ' '}, 3_000_000_000L, -5, false);
    table.add(first, "\u4e2d".getBytes(StandardCharsets.UTF_8), 0, Long.MAX_VALUE, true);
    final StreamLog log = log();
    log.goTo(0);
    log.append(
        new StreamBatch(
            table.build(),
            List.of("k"),
            List.of(List.of("a%20b"), List.of("__HIVE_DEFAULT_PARTITION__"))));
    final StreamBatch read = log().read(1);
    final FileTable files = read.files();
    assertThat(files.size()).isEqualTo(2);
    assertThat(files.pathBytes(0)).endsWith(new byte[] {'/', (byte) 0x80, ' '});
    assertThat(files.pathBytes(1)).startsWith(new byte[] {'/', 'a', (byte) 0xFF, '/'});
    assertThat(files.length(0)).isEqualTo(3_000_000_000L);
    assertThat(files.modifiedNanos(0)).isEqualTo(-5);
    assertThat(files.isSpecial(1)).isTrue();
    assertThat(read.columns()).containsExactly("k");
    assertThat(read.partitionValue(files.directory(1), 0)).isEqualTo("a%20b");
    assertThat(read.partitionValue(files.directory(0), 0)).isEqualTo("__HIVE_DEFAULT_PARTITION__");
  }

  @Test
  void shouldDropBatchesThatWereNeverGivenOut() throws IOException {
    final StreamLog log = log();
    log.goTo(0);
    for (int trigger = 0; trigger < 3; trigger++) {
      log.append(batch(trigger));
    }
    final StreamLog restarted = log();
    assertThat(restarted.goTo(2)).isTrue();
    assertThat(restarted.goTo(2)).isFalse();
    assertThat(names()).containsExactlyInAnyOrder("1.batch", "2.batch");
    assertThat(restarted.seen().size()).isEqualTo(2 * FILES);
    restarted.append(batch(7));
    assertThat(restarted.read(3).files().path(0)).isEqualTo(batch(7).files().path(0));
  }

  @Test
  void shouldPassOverWhatACrashHasLeftUnfinished() throws IOException {
    final StreamLog log = log();
    log.goTo(0);
    log.append(batch(0));
    Files.write(folder.resolve("files/.unfinished-2.batch"), new byte[] {0, 0, 0, 1, 9});
    final StreamLog restarted = log();
    restarted.goTo(1);
    restarted.append(batch(1));
    assertThat(names()).containsExactlyInAnyOrder("1.batch", "2.batch");
  }

  @Test
  void shouldRefuseWhatIsDamagedOrLost() throws IOException {
    final StreamLog log = log();
    log.goTo(0);
    log.append(batch(0));
    log.append(batch(1));
    final Path file = folder.resolve("files/1.batch");
    final byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 20] ^= 4;
    Files.write(file, bytes);
    assertThatThrownBy(() -> log().goTo(2))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1.batch is damaged");
    Files.delete(file);
    assertThatThrownBy(() -> log().goTo(2))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("batch 1 is not in the checkpoint any more");
  }

  @Test
  void shouldRefuseTwoQueriesInOneCheckpoint() throws IOException {
    final StreamLog one = log();
    final StreamLog other = log();
    one.goTo(0);
    other.goTo(0);
    one.append(batch(0));
    assertThatThrownBy(() -> other.append(batch(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("each query needs a checkpointLocation of its own");
    assertThat(log().read(1).files().path(0)).isEqualTo(batch(0).files().path(0));
  }

  private StreamLog log() throws IOException {
    return new StreamLog(
        new LogFolder(
            new org.apache.hadoop.fs.Path(folder.resolve("files").toUri()), new Configuration()));
  }

  private static StreamBatch batch(final int trigger) {
    final FileTable.Builder table = FileTable.builder();
    final int directory = table.addDirectory("/incoming".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < FILES; i++) {
      final int number = trigger * FILES + i;
      table.add(
          directory,
          ("img" + number + ".jpg").getBytes(StandardCharsets.UTF_8),
          1 + number,
          number * 1000L,
          false);
    }
    return new StreamBatch(table.build(), List.of(), List.of(List.of()));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("files"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private long bytes() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("files"))) {
      return files.mapToLong(StreamLogTest::size).sum();
    }
  }

  private static long size(final Path file) {
    try {
      return Files.size(file);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
