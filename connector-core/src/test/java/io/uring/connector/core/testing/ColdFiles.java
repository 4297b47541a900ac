package io.uring.connector.core.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Keeps the files of a folder out of the page cache, so that reads of them really are in flight.
 */
public final class ColdFiles implements AutoCloseable {
  private static final String PROGRAM =
      """
      import os, select, sys
      files = [os.open(each.path, os.O_RDONLY) for each in os.scandir(sys.argv[1])]
      for file in files:
          os.fsync(file)
      print("cold", flush=True)
      while not select.select([sys.stdin], [], [], 0.01)[0]:
          for file in files:
              os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
      """;

  private final Process process;

  private ColdFiles(Process process) {
    this.process = process;
  }

  /** Begins; the files are there already. Skips the test where there is no python3. */
  public static ColdFiles keep(Path folder) throws IOException {
    try {
      ColdFiles cold =
          new ColdFiles(
              new ProcessBuilder("python3", "-c", PROGRAM, folder.toString())
                  .redirectError(ProcessBuilder.Redirect.INHERIT)
                  .start());
      if (!"cold".equals(cold.process.inputReader().readLine())) {
        throw new IOException("the page cache cannot be emptied of " + folder);
      }
      return cold;
    } catch (IOException e) {
      if (Boolean.parseBoolean(System.getenv("URING_REQUIRED"))) {
        throw e;
      }
      Assumptions.abort("files cannot be kept cold without python3: " + e.getMessage());
      throw e;
    }
  }

  /** Ends. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
