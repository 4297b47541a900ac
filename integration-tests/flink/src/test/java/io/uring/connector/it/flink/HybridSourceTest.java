package io.uring.connector.it.flink;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRecord;
import io.uring.connector.flink.UringSource;
import io.uring.connector.flink.UringSourceBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.base.source.hybrid.HybridSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One source after another, as Flink puts them together: an archive, and then what comes. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HybridSourceTest {
  private static final int FILES = 4000;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  @TempDir Path archive;
  @TempDir Path arrivals;
  @TempDir Path savepoints;

  /** A failure and a restore in either source. */
  @Test
  void shouldReadEachFileOnce(@InjectMiniCluster final MiniCluster cluster) throws Exception {
    Tally.reset();
    long digest = TalliedFiles.write(archive, 0, FILES / 2);
    final JobClient first = job().start(2, null);
    Tally.awaitCounted(FILES / 16);
    lose(cluster, 0);
    Tally.awaitCounted(FILES / 8);
    final JobClient second = job().start(3, stop(first, false));
    // No restore from here on: Flink's HybridSource then hands requests of readers that are on
    // their
    // way through the first source to the second, which cannot tell.
    digest += TalliedFiles.write(arrivals, FILES / 2, FILES);
    Tally.awaitCounted(FILES);
    stop(second, true);
    Tally.assertEachFileOnce(digest);
  }

  private TallyJob job() {
    final HybridSource<FileRecord> source =
        HybridSource.builder(source(archive).build())
            .addSource(
                source(arrivals)
                    .monitorContinuously(Duration.ofMillis(100))
                    .minFileAge(Duration.ofMillis(500))
                    .build())
            .build();
    return new TallyJob(FILES, TallyJob.records(source)).pausing(Duration.ofNanos(200_000));
  }

  private static UringSourceBuilder<FileRecord> source(final Path folder) {
    return UringSource.<FileRecord>builder()
        .paths(folder.toString())
        .recursive()
        .option("split-bytes", "2m")
        .deserializer(FileDeserializer.records());
  }

  private static void lose(final MiniCluster cluster, final int taskManager) throws Exception {
    cluster.terminateTaskManager(taskManager).get();
    cluster.startTaskManager();
  }

  private String stop(final JobClient job, final boolean isEnd) throws Exception {
    return job.stopWithSavepoint(isEnd, savepoints.toString(), SavepointFormatType.CANONICAL).get();
  }
}
