package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRecord;
import io.uring.connector.flink.UringSource;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs in Flink's batch mode: no checkpoints, and what fails is done again from its beginning. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class BatchModeTest {
  private static final int FILES = 4000;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .setConfiguration(
                  Configuration.fromMap(
                      Map.of(
                          "execution.batch.speculative.enabled", "true",
                          "execution.batch.speculative.block-slow-node-duration", "0 ms",
                          "slow-task-detector.check-interval", "200 ms",
                          "slow-task-detector.execution-time.baseline-lower-bound", "1 s",
                          "slow-task-detector.execution-time.baseline-ratio", "0.5")))
              .build());

  @TempDir static Path folder;
  private static long digest;

  @BeforeAll
  static void writeFiles() throws Exception {
    digest = TalliedFiles.write(folder, 0, FILES);
  }

  @BeforeEach
  void reset() {
    Tally.reset();
    Passing.PASSED_LATER.set(0);
  }

  @Test
  void shouldReadEachFileOnceWhereFlinkChoosesTheParallelism() throws Exception {
    job((environment, parallelism) ->
            environment.fromSource(source(), WatermarkStrategy.noWatermarks(), "files"))
        .start(0, null)
        .getJobExecutionResult()
        .get();
    Tally.assertEachFileOnce(digest);
  }

  /** Once while files are read, and once when what was read is lost. */
  @Test
  void shouldOutliveTwoTaskManagers(@InjectMiniCluster final MiniCluster cluster) throws Exception {
    final JobClient job = job(passing(-1)).start(2, null);
    Passing.awaitPassed(FILES / 2);
    cluster.terminateTaskManager(0).get();
    cluster.startTaskManager();
    Tally.awaitSeen(FILES / 4);
    cluster.terminateTaskManager(1).get();
    cluster.startTaskManager();
    job.getJobExecutionResult().get();
    Tally.assertEachFileOnce(digest);
    assertThat(Passing.PASSED_LATER.get()).as("files read again").isGreaterThan(FILES);
  }

  /** Two attempts of a subtask read the same files at the same time; one of them counts. */
  @Test
  void shouldReadEachFileOnceWithASecondAttemptBesideASlowOne() throws Exception {
    job(passing(0)).start(2, null).getJobExecutionResult().get();
    Tally.assertEachFileOnce(digest);
    assertThat(Passing.PASSED_LATER.get()).as("files of the second attempt").isGreaterThan(99);
  }

  private static TallyJob.Records passing(final int stuckSubtask) {
    return (environment, parallelism) ->
        TallyJob.records(source())
            .in(environment, parallelism)
            .map(new Passing(stuckSubtask))
            .setParallelism(parallelism);
  }

  private static TallyJob job(final TallyJob.Records records) {
    return new TallyJob(FILES, records).with("execution.runtime-mode", "BATCH");
  }

  private static UringSource<FileRecord> source() {
    return UringSource.<FileRecord>builder()
        .paths(folder.toString())
        .recursive()
        .option("split-bytes", "4m")
        .deserializer(FileDeserializer.records())
        .build();
  }
}
