package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRecord;
import io.uring.connector.flink.UringSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that come while a job watches, some of them slowly, and the job is restored again and
 * again; {@code -During.files=100000} tries so many.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class WatchedFolderTest {
  private static final int FILES = Integer.getInteger("uring.files", 5000);

  /** They are the first ones. */
  private static final int SLOW = Math.max(100, FILES / 100);

  private static final int SLOW_AT_ONCE = 20;
  private static final int PIECES = 6;
  private static final long MILLIS_BETWEEN_PIECES = 200;
  private static final Duration AGE = Duration.ofSeconds(2);

  /** A task manager that is lost; the others are parallelisms to go on with from a savepoint. */
  private static final int LOSS = 0;

  private static final int[] RESTORES = {2, LOSS, 4, LOSS, 1};

  /** Flink's own part in the state of the job manager, and what we have besides files. */
  private static final int BYTES_BESIDES = 100;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  @TempDir Path folder;
  @TempDir Path savepoints;

  /** The last files come when the job has been restored for the last time. */
  private final CountDownLatch restored = new CountDownLatch(1);

  @Test
  void shouldTakeEachFileOnceAndRememberOnlyWhatIsThere(
      @InjectMiniCluster final MiniCluster cluster) throws Exception {
    Tally.reset();
    // Flink itself needs the common pool, which may have but one thread.
    final CompletableFuture<Long> digest =
        CompletableFuture.supplyAsync(this::write, writer -> new Thread(writer, "writer").start());
    JobClient job = job().start(2, null);
    int lost = 0;
    for (int i = 0; i < RESTORES.length; i++) {
      Tally.awaitCounted(FILES / (RESTORES.length + 3) * (i + 1));
      if (RESTORES[i] == LOSS) {
        cluster.terminateTaskManager(lost++).get();
        cluster.startTaskManager();
      } else {
        job = job().start(RESTORES[i], stop(job, false));
      }
    }
    restored.countDown();
    Tally.awaitCounted(FILES);
    final String full = stop(job, false);
    assertThat(Savepoint.enumeratorBytes(full)).isBetween(20L * FILES, 20L * FILES + BYTES_BESIDES);

    for (int i = 0; i < 10; i++) {
      FileUtils.deleteDirectory(folder.resolve("d" + i).toFile());
    }
    final JobClient last = job().start(2, full);
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () ->
                assertThat(
                        Savepoint.enumeratorBytes(
                            last.triggerSavepoint(
                                    savepoints.toString(), SavepointFormatType.CANONICAL)
                                .get()))
                    .isLessThan(BYTES_BESIDES));
    stop(last, true);
    Tally.assertEachFileOnce(digest.get());
  }

  private TallyJob job() {
    final UringSource<FileRecord> source =
        UringSource.<FileRecord>builder()
            .paths(folder.toString())
            .recursive()
            .monitorContinuously(Duration.ofMillis(300 + FILES / 100))
            .minFileAge(AGE)
            .forgetAfter(Duration.ofSeconds(1))
            .deserializer(FileDeserializer.records())
            .build();
    return new TallyJob(FILES, TallyJob.records(source))
        .with("execution.checkpointing.interval", "200 ms");
  }

  private String stop(final JobClient job, final boolean isEnd) throws Exception {
    return job.stopWithSavepoint(isEnd, savepoints.toString(), SavepointFormatType.CANONICAL).get();
  }

  /** Some at once, others in pieces, all of them in their place; the digest of all. */
  private long write() {
    try {
      long digest = 0;
      int written = SLOW;
      for (int first = 0; first < SLOW; first += SLOW_AT_ONCE) {
        if (first + SLOW_AT_ONCE == SLOW) {
          restored.await();
        }
        final List<OutputStream> open = new ArrayList<>();
        for (int piece = 0; piece < PIECES; piece++) {
          for (int i = 0; i < SLOW_AT_ONCE; i++) {
            final int file = first + i;
            if (piece == 0) {
              open.add(Files.newOutputStream(TalliedFiles.path(folder, file)));
            }
            open.get(i).write(piece(TalliedFiles.content(file), piece));
          }
          final int ticks = first / SLOW_AT_ONCE * PIECES + piece + 1;
          final int due =
              SLOW + (int) ((long) (FILES - SLOW) * ticks * SLOW_AT_ONCE / PIECES / SLOW);
          digest += TalliedFiles.write(folder, written, due);
          written = due;
          Thread.sleep(MILLIS_BETWEEN_PIECES);
        }
        for (int i = 0; i < SLOW_AT_ONCE; i++) {
          open.get(i).close();
          digest += Tally.digest(first + i, TalliedFiles.content(first + i));
        }
      }
      return digest;
    } catch (final IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] piece(final byte[] content, final int piece) {
    return Arrays.copyOfRange(
        content, content.length * piece / PIECES, content.length * (piece + 1) / PIECES);
  }
}
