package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.UringSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs end when they are told to, and leave nothing behind. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LifetimeTest {
  private static final int JOBS = 50;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  /** Rows that jobs have made. */
  private static final AtomicInteger ROWS = new AtomicInteger();

  @TempDir Path folder;
  @TempDir Path temporary;

  /** One job after another: to its end, failed by its own code, and cancelled in the middle. */
  @Test
  void shouldLeaveNothingBehind() throws Exception {
    write(400);
    for (int i = 0; i < JOBS; i++) {
      switch (i % 3) {
        case 0 -> start(folder, "auto", Kind.ENDS).getJobExecutionResult().get();
        case 1 ->
            assertThatThrownBy(
                    () -> start(folder, "auto", Kind.FAILS).getJobExecutionResult().get())
                .hasStackTraceContaining("the job's own failure");
        default -> {
          ROWS.set(0);
          final JobClient job = start(folder, i % 2 == 0 ? "auto" : "nio", Kind.CRAWLS);
          await().until(() -> ROWS.get() > 10);
          cancel(job);
        }
      }
    }
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              assertThat(SlabPool.jvm().heldBytes()).as("bytes of held slabs").isZero();
              assertThat(threads("uring-", "Source Data Fetcher")).isEmpty();
              assertThat(descriptors())
                  .noneMatch(file -> file.contains("[io_uring]") || file.startsWith("" + folder));
            });
  }

  /** The best of three: the machine may be busy. */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "nio"})
  void shouldCancelAtOnceWhileAReadHangs(final String engine) throws Exception {
    write(5);
    Duration best = Duration.ofDays(1);
    try (FaultyFolder faulty = FaultyFolder.of(folder, temporary)) {
      for (int attempt = 0; attempt < 3; attempt++) {
        faulty.hang("f3");
        final JobClient job = start(faulty.path(), engine, Kind.ENDS);
        await().atMost(Duration.ofMinutes(1)).until(() -> faulty.waiting() > 0);
        final long start = System.nanoTime();
        cancel(job);
        final Duration taken = Duration.ofNanos(System.nanoTime() - start);
        best = taken.compareTo(best) < 0 ? taken : best;
        assertThat(faulty.waiting()).as("reads that hang still").isPositive();
        faulty.release();
      }
    }
    assertThat(best).isLessThan(Duration.ofSeconds(1));
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(SlabPool.jvm().heldBytes()).isZero());
  }

  private enum Kind {
    ENDS,
    FAILS,
    CRAWLS
  }

  private static JobClient start(final Path files, final String engine, final Kind kind)
      throws Exception {
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(
            Configuration.fromMap(Map.of("restart-strategy.type", "none")));
    environment
        .fromSource(
            UringSource.<Long>builder()
                .paths(files.toString())
                .option("engine", engine)
                .option("batch-bytes", "64k")
                .deserializer(
                    FileDeserializer.of(
                        row -> {
                          ROWS.incrementAndGet();
                          if (kind == Kind.FAILS && row.path().endsWith("200")) {
                            throw new IOException("the job's own failure");
                          }
                          if (kind == Kind.CRAWLS) {
                            pause();
                          }
                          return row.fileLength();
                        },
                        Types.LONG))
                .build(),
            WatermarkStrategy.noWatermarks(),
            "files")
        .setParallelism(2)
        .sinkTo(new DiscardingSink<>())
        .setParallelism(2);
    return environment.executeAsync();
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(10);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void cancel(final JobClient job) throws Exception {
    job.cancel().get();
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofMinutes(1))
        .until(() -> job.getJobStatus().get() == JobStatus.CANCELED);
  }

  private void write(final int files) throws IOException {
    for (int i = 0; i < files; i++) {
      Files.write(folder.resolve("f" + i), new byte[3000]);
    }
  }

  private static List<String> threads(final String... starts) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> Stream.of(starts).anyMatch(name::startsWith))
        .toList();
  }

  private static List<String> descriptors() throws IOException {
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
      return links.map(LifetimeTest::target).toList();
    }
  }

  private static String target(final Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (final IOException closedMeanwhile) {
      return "";
    }
  }
}
