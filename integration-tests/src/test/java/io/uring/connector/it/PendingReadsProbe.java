package io.uring.connector.it;

import io.uring.connector.core.DirectIo;
import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.scan.FileScan;
import java.nio.file.Path;
import java.util.List;

/** Begins to read, and leaves the JVM while reads are pending. */
final class PendingReadsProbe {
  private PendingReadsProbe() {}

  /**
   * Leaves.
   *
   * @param arguments the {@link EngineChoice}, the {@link DirectIo} and the file
   */
  public static void main(final String[] arguments) throws Exception {
    final ReadOptions options =
        ReadOptions.builder()
            .engine(EngineChoice.valueOf(arguments[0]))
            .directIo(DirectIo.valueOf(arguments[1]))
            .build();
    FileScan.of(List.of(Path.of(arguments[2]))).options(options).open().nextAsync();
    // The engine has begun by then.
    Thread.sleep(300);
    System.out.println("leaving");
    System.exit(0);
  }
}
