package io.uring.connector.benchmarks.jmh;

import io.uring.connector.core.FileTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the ring's thread does for each file before the kernel does anything: write its path. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FileTableBenchmark {
  private static final int FILES = 100_000;
  private static final int FOLDER_FILES = 1_000;

  private final ByteBuffer target = ByteBuffer.allocateDirect(4096);
  private FileTable files = FileTable.builder().build();
  private int next;

  /** Fills the table. */
  @Setup
  public void fill() {
    final FileTable.Builder builder = FileTable.builder();
    int folder = 0;
    for (int file = 0; file < FILES; file++) {
      if (file % FOLDER_FILES == 0) {
        folder = builder.addDirectory(("/data/set/c" + file).getBytes(StandardCharsets.UTF_8));
      }
      builder.add(folder, (file + ".bin").getBytes(StandardCharsets.UTF_8), 8_000, 0, false);
    }
    files = builder.build();
  }

  /**
   * Writes the path of the next file into off-heap memory.
   *
   * @return the buffer, so that the writes stay
   */
  @Benchmark
  public ByteBuffer putPath() {
    next = next + 1 == FILES ? 0 : next + 1;
    target.clear();
    files.putPath(next, target);
    return target.put((byte) 0);
  }

  /**
   * Makes the path as text, as every row of a result needs it.
   *
   * @return the path
   */
  @Benchmark
  public String path() {
    next = next + 1 == FILES ? 0 : next + 1;
    return files.path(next);
  }
}
