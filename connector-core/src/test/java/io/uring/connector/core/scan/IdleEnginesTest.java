package io.uring.connector.core.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.arrow.FileBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class IdleEnginesTest {
  /** So that no other test's engine is this one. */
  private static final int DEPTH = 77;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NIO"})
  void shouldEndAtOnceButNotWhatIsUsed(final EngineChoice engine) throws Exception {
    final Path file = Files.write(folder.resolve("a"), new byte[5000]);
    final FileScan scan =
        FileScan.of(List.of(file))
            .options(ReadOptions.builder().engine(engine).queueDepth(DEPTH).build());
    try (BatchReader used = scan.open()) {
      IdleEngines.end();
      read(used);
      assertThat(engineThreads()).isPositive();
    }
    final long before = engineThreads();
    IdleEngines.end();
    assertThat(engineThreads()).isLessThan(before);
    try (BatchReader later = scan.open()) {
      read(later);
    }
    IdleEngines.end();
  }

  private static void read(final BatchReader reader) throws Exception {
    try (FileBatch batch = reader.next()) {
      assertThat(batch.content(0).remaining()).isEqualTo(5000);
    }
  }

  private static long engineThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("uring-ring") || name.startsWith("uring-nio"))
        .count();
  }
}
