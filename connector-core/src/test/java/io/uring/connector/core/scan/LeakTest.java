package io.uring.connector.core.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.core.testing.RequiresUring;
import io.uring.connector.core.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing outlives the engines, which end some seconds after their last reader. */
class LeakTest {
  private static final int READERS = 200;

  @BeforeEach
  void othersHaveEnded() {
    noEngine();
  }

  @Test
  void shouldLeaveNothingBehind(@TempDir Path folder) throws Exception {
    RequiresUring.assume(BindingChoice.AUTO);
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 60, 200_000));
    read(requests, new SplittableRandom(1), 1);
    noEngine();
    List<String> before = descriptors();
    long seed = System.nanoTime();
    System.out.println(READERS + " readers closed at random moments, seed " + seed);

    read(requests, new SplittableRandom(seed), READERS);

    assertThat(threads()).isNotEmpty();
    assertThat(rings()).isPositive();
    noEngine();
    assertThat(descriptors()).hasSameSizeAs(before);
    assertThat(descriptors()).noneMatch(target -> target.contains("io_uring"));
    assertThat(descriptors()).noneMatch(target -> target.startsWith(folder.toString()));
  }

  private static void read(RequestList requests, SplittableRandom random, int readers)
      throws IOException {
    for (int i = 0; i < readers; i++) {
      ReadOptions options =
          ReadOptions.builder()
              .engine(i % 4 == 3 ? EngineChoice.NIO : EngineChoice.URING)
              .threads(1 + i % 2)
              .batchBytes(1 << (17 + random.nextInt(5)))
              .build();
      BatchReader reader = FileScan.of(requests).options(options).open();
      List<FileBatch> open = new ArrayList<>();
      for (int batches = random.nextInt(6); batches > 0; batches--) {
        FileBatch batch = reader.next();
        if (batch != null) {
          open.add(batch);
        }
      }
      LockSupport.parkNanos(random.nextInt(1_000_000));
      reader.close();
      open.forEach(FileBatch::close);
    }
  }

  private static void noEngine() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> {
              assertThat(threads()).isEmpty();
              assertThat(rings()).isZero();
              assertThat(SlabPool.jvm().heldBytes()).isZero();
              assertThat(SlabPool.jvm().keptBytes()).isZero();
            });
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("uring-"))
        .toList();
  }

  private static long rings() throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      return maps.filter(line -> line.contains("io_uring")).count();
    }
  }

  /** What open descriptors lead to, but for the one that lists them. */
  private static List<String> descriptors() throws IOException {
    List<String> targets = new ArrayList<>();
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : (Iterable<Path>) open::iterator) {
        try {
          String target = Files.readSymbolicLink(each).toString();
          if (!target.startsWith("/proc/")) {
            targets.add(target);
          }
        } catch (IOException e) {
          // Closed meanwhile.
        }
      }
    }
    return targets;
  }
}
