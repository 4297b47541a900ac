package io.uring.connector.core.scan;

import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.testing.ReadProgram;
import io.uring.connector.core.testing.TestFiles;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that leaves while reads are pending. Arguments: a folder of files, the engine, and how
 * to leave: {@code return} from main, {@code exit}, or {@code close} and return.
 */
public final class PendingProgram {
  private PendingProgram() {}

  /** Begins to read, and leaves. */
  public static void main(String[] arguments) throws Exception {
    BatchReader reader = open(arguments[0], arguments[1]);
    reader.nextAsync();
    if (arguments[2].equals("close")) {
      reader.close();
    }
    System.out.println("leaving=" + reader.engine());
    if (arguments[2].equals("exit")) {
      System.exit(0);
    }
  }

  /** Closes readers whose reads are pending. For another class loader, by reflection. */
  public static void begin(String folder) throws Exception {
    for (EngineChoice engine : List.of(EngineChoice.URING, EngineChoice.NIO)) {
      BatchReader reader = open(folder, engine.name());
      reader.nextAsync();
      reader.close();
    }
  }

  private static BatchReader open(String folder, String engine) throws Exception {
    ReadOptions options =
        ReadOptions.builder().engine(EngineChoice.valueOf(engine)).threads(1).build();
    return FileScan.of(TestFiles.whole(ReadProgram.files(Path.of(folder)))).options(options).open();
  }
}
