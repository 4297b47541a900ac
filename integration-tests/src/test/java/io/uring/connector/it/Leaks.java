package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.spark.OpenVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a query must not leave behind. */
final class Leaks {
  private Leaks() {}

  /** Waits until no slab and no vector is held: reads that nobody wants any more may still land. */
  static void assertNoMemoryHeld() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(OpenVectors.bytes()).as("bytes of open vectors").isZero();
              assertThat(SlabPool.jvm().heldBytes()).as("bytes of held slabs").isZero();
            });
  }

  /** Waits until the engines have ended, some seconds after their last use. */
  static void assertNoEngineLeft(final Path folder) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(engineThreads()).as("threads of engines").isEmpty();
              assertThat(descriptors())
                  .as("open files")
                  .noneMatch(file -> file.contains("[io_uring]") || file.startsWith(folder + "/"));
            });
    assertThat(SlabPool.jvm().keptBytes()).as("bytes of slabs kept for use again").isZero();
  }

  static List<String> engineThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("uring-"))
        .toList();
  }

  /** What the open descriptors of this JVM lead to. */
  static List<String> descriptors() throws IOException {
    final List<String> targets = new ArrayList<>();
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
      for (final Path link : links.toList()) {
        if (Files.isSymbolicLink(link)) {
          targets.add(target(link));
        }
      }
    }
    return targets;
  }

  private static String target(final Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (final IOException closedMeanwhile) {
      return "";
    }
  }
}
