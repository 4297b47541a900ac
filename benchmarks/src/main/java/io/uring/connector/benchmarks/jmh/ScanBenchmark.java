package io.uring.connector.benchmarks.jmh;

import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole scan of cached files of 4 KiB. With one file it is the way there and back: opening a
 * reader, handing a batch to the engine, one {@code enter}, handing it out. With a thousand it is
 * the price of a file.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ScanBenchmark {
  private static final int FILE_BYTES = 4096;

  /** Files of a scan. */
  @Param({"1", "1000"})
  public int files;

  /** Which engine. */
  @Param({"URING", "NIO"})
  public EngineChoice engine = EngineChoice.AUTO;

  private final List<Path> paths = new ArrayList<>();
  private Path folder = Path.of("");
  private FileScan scan = FileScan.of(RequestList.wholeFiles(FileTable.builder().build()));

  /** Makes the files. */
  @Setup(Level.Trial)
  public void make() throws IOException {
    folder = Files.createTempDirectory("uring-jmh");
    for (int file = 0; file < files; file++) {
      paths.add(Files.write(folder.resolve(file + ".bin"), new byte[FILE_BYTES]));
    }
    scan = FileScan.of(paths).options(ReadOptions.builder().engine(engine).threads(1).build());
  }

  /** Removes the files. */
  @TearDown(Level.Trial)
  public void remove() throws IOException {
    for (final Path path : paths) {
      Files.delete(path);
    }
    Files.delete(folder);
  }

  /**
   * Reads all files.
   *
   * @return bytes read
   */
  @Benchmark
  public long scan() throws IOException {
    long bytes = 0;
    try (BatchReader reader = scan.open()) {
      while (true) {
        try (FileBatch batch = reader.next()) {
          if (batch == null) {
            return bytes;
          }
          bytes += batch.contentBytes();
        }
      }
    }
  }
}
