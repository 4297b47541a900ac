package io.uring.connector.benchmarks;

import java.io.File;
import java.io.IOException;
import java.util.List;

/** Programs that read in a process of their own. */
final class Child {
  private Child() {}

  /** What a program prints until it ends; its input is a file. */
  static byte[] output(final List<String> command, final File input) throws IOException {
    final Process process =
        new ProcessBuilder(command)
            .redirectInput(input)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    final byte[] output = process.getInputStream().readAllBytes();
    try {
      final int status = process.waitFor();
      if (status != 0) {
        throw new IOException("command failed: status=" + status + ", command=" + command);
      }
    } catch (final InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: command=" + command, e);
    }
    return output;
  }
}
