package io.uring.connector.it;

import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs of the machine. {@code URING_REQUIRED=true} makes a failure of the skip where
 * that is io_uring.
 */
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

  /** Skips the test where it is one of the ring and io_uring cannot be had. */
  static void engine(final EngineChoice engine) throws IOException {
    if (engine != EngineChoice.NIO) {
      uring();
    }
  }

  /** Skips the test, whatever it is that is not here. Never returns: to be thrown by its caller. */
  static AssertionError missing(final String reason) {
    return Assumptions.abort(reason);
  }
}
