package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRecord;
import io.uring.connector.flink.UringSource;
import io.uring.connector.flink.arrow.ArrowBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsHistory;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints that hold the records which are on their way between operators. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class UnalignedCheckpointTest {
  private static final int FILES = 8000;

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

  @TempDir Path checkpoints;

  @BeforeAll
  static void writeFiles() throws Exception {
    digest = TalliedFiles.write(folder, 0, FILES);
  }

  /** A task manager is lost, and then the job goes on with another parallelism. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldHoldEachFileOnce(final boolean isBatches, @InjectMiniCluster final MiniCluster cluster)
      throws Exception {
    Tally.reset();
    final TallyJob job =
        new TallyJob(
                FILES,
                isBatches ? UnalignedCheckpointTest::batches : UnalignedCheckpointTest::records)
            .pausing(Duration.ofNanos(200_000))
            .with("execution.checkpointing.unaligned.enabled", "true")
            .with("execution.checkpointing.interval", "100 ms")
            .with("execution.checkpointing.storage", "filesystem")
            .with("execution.checkpointing.dir", checkpoints.toUri().toString())
            .with(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
    final JobClient first = job.start(2, null);
    Tally.awaitProgress(1000);
    cluster.terminateTaskManager(lost++).get();
    cluster.startTaskManager();
    Tally.awaitProgress(1000);
    first.cancel().get();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> first.getJobStatus().get() == JobStatus.CANCELED);
    assertThat(Tally.result).as("the job was cancelled before its end").isNull();
    final CheckpointStatsHistory history = history(cluster, first.getJobID());
    assertThat(history.getCheckpoints())
        .extracting(AbstractCheckpointStats::getPersistedData)
        .as("bytes on their way that a checkpoint has")
        .anyMatch(bytes -> bytes > 0);
    job.start(4, history.getLatestCompletedCheckpoint().getExternalPath())
        .getJobExecutionResult()
        .get();
    Tally.assertEachFileOnce(digest);
  }

  private static CheckpointStatsHistory history(final MiniCluster cluster, final JobID job)
      throws Exception {
    return cluster.getArchivedExecutionGraph(job).get().getCheckpointStatsSnapshot().getHistory();
  }

  private static DataStream<FileRecord> records(
      final StreamExecutionEnvironment environment, final int parallelism) {
    return environment
        .fromSource(
            UringSource.<FileRecord>builder()
                .paths(folder.toString())
                .recursive()
                .deserializer(FileDeserializer.records())
                .build(),
            WatermarkStrategy.noWatermarks(),
            "files")
        .uid("files")
        .setParallelism(parallelism)
        .rebalance()
        .map(record -> record)
        .returns(FileRecord.class)
        .uid("same")
        .setParallelism(parallelism)
        .keyBy(FileRecord::path)
        .map(record -> record)
        .returns(FileRecord.class)
        .uid("keyed")
        .setParallelism(parallelism);
  }

  private static DataStream<FileRecord> batches(
      final StreamExecutionEnvironment environment, final int parallelism) {
    return environment
        .fromSource(
            UringSource.<ArrowBatch>builder()
                .paths(folder.toString())
                .recursive()
                .option("batch-rows", "10")
                .deserializer(FileDeserializer.batches())
                .build(),
            WatermarkStrategy.noWatermarks(),
            "batches")
        .uid("batches")
        .setParallelism(parallelism)
        .rebalance()
        .map(batch -> batch)
        .returns(ArrowBatch.type())
        .uid("same")
        .setParallelism(parallelism)
        .keyBy(batch -> batch.length().get(0))
        .flatMap(new BatchRows())
        .uid("rows")
        .setParallelism(parallelism);
  }
}
