package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.UringSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two sources of one job, of which neither may run ahead of the other in the files' times. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class WatermarkAlignmentTest {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<Integer> FILES = List.of(500, 50);

  /** By how much a file is newer than the one before it. */
  private static final List<Duration> STEPS =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(10));

  /** How long a file takes: left alone, the second source goes five times as fast. */
  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(20), Duration.ofMillis(40));

  private static final Duration DRIFT = Duration.ofSeconds(60);

  private static final List<AtomicInteger> ROWS = List.of(new AtomicInteger(), new AtomicInteger());

  /** The most that the second has been ahead, in milliseconds; left alone, 400 s. */
  private static final AtomicLong MOST_AHEAD = new AtomicLong();

  @TempDir Path folder;

  @Test
  void shouldPauseWhatRunsAheadAndReadItAll() throws Exception {
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(
            1, Configuration.fromMap(Map.of("pipeline.auto-watermark-interval", "20 ms")));
    DataStream<Long> all = null;
    for (int i = 0; i < STEPS.size(); i++) {
      final DataStream<Long> times = times(environment, i);
      all = all == null ? times : all.union(times);
    }
    all.sinkTo(new DiscardingSink<>());
    environment.execute();
    assertThat(ROWS).extracting(AtomicInteger::get).containsExactlyElementsOf(FILES);
    assertThat(MOST_AHEAD.get()).isLessThan(DRIFT.multipliedBy(5).toMillis());
  }

  private DataStream<Long> times(final StreamExecutionEnvironment environment, final int number)
      throws IOException {
    final Path files = Files.createDirectory(folder.resolve("" + number));
    for (int i = 0; i < FILES.get(number); i++) {
      final Path file = Files.write(files.resolve(String.format("%04d", i)), new byte[10]);
      Files.setLastModifiedTime(file, FileTime.from(FIRST.plusMillis(time(number, i))));
    }
    final UringSource<Long> source =
        UringSource.<Long>builder()
            .paths(files.toString())
            // Several splits at a time, which Flink pauses one by one.
            .option("split-bytes", "64k")
            .option("batch-rows", "2")
            .deserializer(
                FileDeserializer.of(
                    row -> {
                      ROWS.get(number).incrementAndGet();
                      final long ahead = time(1, ROWS.get(1).get()) - time(0, ROWS.get(0).get());
                      MOST_AHEAD.accumulateAndGet(ahead, Math::max);
                      LockSupport.parkNanos(PAUSES.get(number).toNanos());
                      return row.fileLength();
                    },
                    Types.LONG))
            .build();
    return environment.fromSource(
        source,
        WatermarkStrategy.<Long>forMonotonousTimestamps()
            .withWatermarkAlignment("files", DRIFT, Duration.ofMillis(20)),
        "source " + number);
  }

  /** How much newer than the first files a file is, in milliseconds. */
  private static long time(final int source, final int file) {
    return STEPS.get(source).toMillis() * file;
  }
}
