package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRecord;
import io.uring.connector.flink.UringSource;
import io.uring.connector.flink.UringSourceBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.highavailability.nonha.embedded.HaLeadershipControl;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Job managers that lose the lead, and others that go on from what is in checkpoints. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class JobManagerLossTest {
  private static final int FILES = 6000;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .setRpcServiceSharing(RpcServiceSharing.DEDICATED)
              .withHaLeadershipControl()
              .build());

  @TempDir Path folder;
  @TempDir Path savepoints;

  @BeforeEach
  void reset() {
    Tally.reset();
  }

  @Test
  void shouldReadWhatIsThereOnce(@InjectMiniCluster final MiniCluster cluster) throws Exception {
    final long digest = TalliedFiles.write(folder, 0, FILES);
    final JobClient job = job(source().build()).start(2, null);
    for (int i = 0; i < 2; i++) {
      Tally.awaitProgress(1000);
      changeLeader(cluster, job);
    }
    job.getJobExecutionResult().get();
    Tally.assertEachFileOnce(digest);
    assertThat(Tally.SEEN.get()).as("none began anew").isLessThan(2 * FILES);
  }

  @Test
  void shouldReadWhatComesOnce(@InjectMiniCluster final MiniCluster cluster) throws Exception {
    final UringSource<FileRecord> source =
        source()
            .monitorContinuously(Duration.ofMillis(100))
            .minFileAge(Duration.ofMillis(500))
            .build();
    long digest = TalliedFiles.write(folder, 0, FILES / 2);
    final JobClient job = job(source).start(2, null);
    Tally.awaitCounted(FILES / 4);
    changeLeader(cluster, job);
    digest += TalliedFiles.write(folder, FILES / 2, FILES);
    Tally.awaitCounted(FILES * 3 / 4);
    changeLeader(cluster, job);
    Tally.awaitCounted(FILES);
    job.stopWithSavepoint(true, savepoints.toString(), SavepointFormatType.CANONICAL).get();
    Tally.assertEachFileOnce(digest);
  }

  @Test
  void shouldHaveEachRowOnceInTheResultOfABatchJob(@InjectMiniCluster final MiniCluster cluster)
      throws Exception {
    final long digest = TalliedFiles.write(folder, 0, FILES);
    final JobClient job =
        new TallyJob(
                FILES,
                (environment, parallelism) ->
                    TallyJob.records(source().build())
                        .in(environment, parallelism)
                        .map(new Passing(-1))
                        .setParallelism(parallelism))
            .with("execution.runtime-mode", "BATCH")
            .start(2, null);
    Passing.awaitPassed(FILES / 4);
    changeLeader(cluster, job);
    Tally.awaitSeen(FILES / 4);
    changeLeader(cluster, job);
    job.getJobExecutionResult().get();
    Tally.assertEachFileOnce(digest);
  }

  private UringSourceBuilder<FileRecord> source() {
    return UringSource.<FileRecord>builder()
        .paths(folder.toString())
        .recursive()
        // Some that nobody has yet, some that subtasks have.
        .option("split-bytes", "8m")
        .deserializer(FileDeserializer.records());
  }

  private static TallyJob job(final UringSource<FileRecord> source) {
    return new TallyJob(FILES, TallyJob.records(source)).pausing(Duration.ofNanos(200_000));
  }

  private static void changeLeader(final MiniCluster cluster, final JobClient job)
      throws Exception {
    final HaLeadershipControl control = cluster.getHaLeadershipControl().orElseThrow();
    control.revokeJobMasterLeadership(job.getJobID()).get();
    control.grantJobMasterLeadership(job.getJobID()).get();
  }
}
