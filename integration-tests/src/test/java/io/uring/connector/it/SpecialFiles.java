package io.uring.connector.it;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Makes what Java cannot. */
final class SpecialFiles {
  private SpecialFiles() {}

  static void fifo(final Path path) throws IOException {
    run("mkfifo", path.toString());
  }

  /** Runs a program to its end; skips the test where it is not here. */
  private static void run(final String... command) throws IOException {
    final Process process;
    try {
      process = new ProcessBuilder(command).inheritIO().start();
    } catch (final IOException e) {
      Assumptions.abort("there is no " + command[0]);
      return;
    }
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + " failed: " + process.exitValue());
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
