package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRecord;
import io.uring.connector.flink.UringSource;
import io.uring.connector.flink.arrow.ArrowBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** The cluster counts task managers from its start on. */
  private static int lost;

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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldOutliveTwoTaskManagers(
      final boolean isBatches, @InjectMiniCluster final MiniCluster cluster) throws Exception {
    final JobClient job = (isBatches ? batches() : job()).start(2, null);
    for (int killed = 0; killed < 2; killed++) {
      Tally.awaitProgress(5000);
      cluster.terminateTaskManager(lost++).get();
      cluster.startTaskManager();
    }
    job.getJobExecutionResult().get();
    Tally.assertEachFileOnce(digest);
    assertThat(Tally.SEEN.get()).as("some were read again").isGreaterThan(FILES);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldGoOnWithAnotherParallelism(final boolean isBatches) throws Exception {
    final TallyJob each = isBatches ? batches() : job();
    String savepoint = null;
    for (final int parallelism : new int[] {2, 4}) {
      final JobClient job = each.start(parallelism, savepoint);
      Tally.awaitProgress(5000);
      savepoint =
          job.stopWithSavepoint(false, savepoints.toString(), SavepointFormatType.CANONICAL).get();
    }
    assertThat(Tally.result).as("the jobs were stopped before their end").isNull();
    each.start(1, savepoint).getJobExecutionResult().get();
    Tally.assertEachFileOnce(digest);
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

  private static TallyJob job() {
    return new TallyJob(FILES, TallyJob.records(source()));
  }

  private static TallyJob batches() {
    return new TallyJob(
        FILES,
        TallyJob.batches(
            UringSource.<ArrowBatch>builder()
                .paths(folder.toString())
                .recursive()
                .option("batch-rows", "77")
                .deserializer(FileDeserializer.batches())
                .build()));
  }

  private static UringSource<FileRecord> source() {
    return UringSource.<FileRecord>builder()
        .paths(folder.toString())
        .recursive()
        .deserializer(FileDeserializer.records())
        .build();
  }
}
