package io.uring.connector.it;

import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine. {@code URING_REQUIRED=true} makes a failure of the skip. */
final class Requirement {
  private Requirement() {}

  /** Skips the test where io_uring cannot be had. */
  static void uring() throws IOException {
    final ReadOptions options = ReadOptions.builder().engine(EngineChoice.URING).build();
    try (BatchReader reader =
        FileScan.of(List.of(Path.of("/proc/self/stat"))).options(options).open()) {
      reader.engine();
    } catch (final IllegalStateException e) {
      if ("true".equals(System.getenv("URING_REQUIRED"))) {
        throw e;
      }
      Assumptions.abort("io_uring is not here: " + e.getMessage());
    }
  }
}
