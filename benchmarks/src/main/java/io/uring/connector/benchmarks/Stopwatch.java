package io.uring.connector.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process used from a moment on: time, cores, disk, ring. */
final class Stopwatch {
  private static final Path IO = Path.of("/proc/self/io");
  private static final String DISK = "read_bytes: ";

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final long submissions = ReadCounters.jvm().sum(Counter.SUBMISSIONS);
  private final long enters = ReadCounters.jvm().sum(Counter.ENTERS);
  private final long disk = diskBytes();
  private final long cpu = system.getProcessCpuTime();
  // Last, so that what is above is not in it.
  private final long start = System.nanoTime();

  private Stopwatch() throws IOException {}

  static Stopwatch start() throws IOException {
    return new Stopwatch();
  }

  /** What was used since the start, by a run that read so much. */
  Run stop(final String engine, final long files, final long bytes) throws IOException {
    final double seconds = (System.nanoTime() - start) / 1e9;
    return new Run(
        engine,
        files,
        bytes,
        seconds,
        (system.getProcessCpuTime() - cpu) / 1e9,
        diskBytes() - disk,
        ReadCounters.jvm().sum(Counter.SUBMISSIONS) - submissions,
        ReadCounters.jvm().sum(Counter.ENTERS) - enters);
  }

  private static long diskBytes() throws IOException {
    return Files.readAllLines(IO).stream()
        .filter(line -> line.startsWith(DISK))
        .mapToLong(line -> Long.parseLong(line.substring(DISK.length())))
        .sum();
  }
}
