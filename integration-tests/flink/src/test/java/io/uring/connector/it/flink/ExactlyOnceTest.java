package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRecord;
import io.uring.connector.flink.UringSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Many files, each once in the state of a job, whatever happens to the job meanwhile. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ExactlyOnceTest {
  private static final int FILES = 20_000;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  @TempDir static Path folder;
  private static long digest;

  @TempDir Path savepoints;

  @BeforeAll
  static void writeFiles() throws Exception {
    final Random random = new Random(7);
    for (int i = 0; i < 10; i++) {
      Files.createDirectory(folder.resolve("d" + i));
    }
    for (int file = 0; file < FILES; file++) {
      final byte[] content = new byte[random.nextInt(file % 1000 == 0 ? 1 << 20 : 2000)];
      random.nextBytes(content);
      Files.write(folder.resolve("d" + random.nextInt(10)).resolve("f" + file), content);
      digest += Tally.digest(file, content);
    }
  }

  @BeforeEach
  void reset() {
    Tally.reset();
  }

  @Test
  void shouldOutliveTwoTaskManagers(@InjectMiniCluster final MiniCluster cluster) throws Exception {
    final JobClient job = start(2, null);
    for (int killed = 0; killed < 2; killed++) {
      awaitProgress(5000);
      cluster.terminateTaskManager(killed).get();
      cluster.startTaskManager();
    }
    job.getJobExecutionResult().get();
    assertEachFileOnce();
    assertThat(Tally.SEEN.get()).as("some were read again").isGreaterThan(FILES);
  }

  @Test
  void shouldGoOnWithAnotherParallelism() throws Exception {
    String savepoint = null;
    for (final int parallelism : new int[] {2, 4}) {
      final JobClient job = start(parallelism, savepoint);
      awaitProgress(5000);
      savepoint =
          job.stopWithSavepoint(false, savepoints.toString(), SavepointFormatType.CANONICAL).get();
    }
    assertThat(Tally.result).as("the jobs were stopped before their end").isNull();
    start(1, savepoint).getJobExecutionResult().get();
    assertEachFileOnce();
    assertThat(Tally.SEEN).as("none was read again").hasValue(FILES);
  }

  /** Flink may wait 30 s for a fetcher that it has already let go (FLINK-40660). */
  @RepeatedTest(3)
  void shouldNotStallAtTheEnd() throws Exception {
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment();
    environment
        .fromSource(source(), WatermarkStrategy.noWatermarks(), "files")
        .setParallelism(2)
        .sinkTo(new DiscardingSink<>())
        .setParallelism(2);
    final long start = System.nanoTime();
    environment.execute();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
  }

  private JobClient start(final int parallelism, final String savepoint) throws Exception {
    final Map<String, String> options = new HashMap<>();
    options.put("execution.checkpointing.interval", "50 ms");
    options.put("restart-strategy.type", "fixed-delay");
    options.put("restart-strategy.fixed-delay.attempts", "5");
    options.put("restart-strategy.fixed-delay.delay", "10 ms");
    options.put("pipeline.max-parallelism", "8");
    options.put("pipeline.generic-types", "false");
    if (savepoint != null) {
      options.put("execution.state-recovery.path", savepoint);
    }
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(options));
    environment
        .fromSource(source(), WatermarkStrategy.noWatermarks(), "files")
        .uid("files")
        .setParallelism(parallelism)
        .transform("tally", Types.LONG, new Tally(FILES))
        .uid("tally")
        .setParallelism(1)
        .sinkTo(new DiscardingSink<>())
        .uid("nowhere")
        .setParallelism(1);
    return environment.executeAsync();
  }

  private static UringSource<FileRecord> source() {
    return UringSource.<FileRecord>builder()
        .paths(folder.toString())
        .recursive()
        .deserializer(FileDeserializer.records())
        .build();
  }

  /** Waits for more records, and then for a checkpoint that has them. */
  private static void awaitProgress(final long records) {
    final long seen = Tally.SEEN.get() + records;
    await().atMost(Duration.ofMinutes(1)).until(() -> Tally.SEEN.get() >= seen);
    final long checkpoints = Tally.CHECKPOINTS.get() + 2;
    await().atMost(Duration.ofMinutes(1)).until(() -> Tally.CHECKPOINTS.get() >= checkpoints);
  }

  private static void assertEachFileOnce() {
    final Tally.Result result = Tally.result;
    for (int file = 0; file < FILES; file++) {
      assertThat(result.counts()[file]).as("f" + file).isEqualTo((byte) 1);
    }
    assertThat(result.digest()).isEqualTo(digest);
    await().atMost(Duration.ofSeconds(30)).until(() -> SlabPool.jvm().heldBytes() == 0);
  }
}
