package io.uring.connector.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One timed run of a side.
 *
 * @param engine the engine that really ran
 * @param files files read
 * @param bytes bytes of their content
 * @param seconds elapsed
 * @param cpuSeconds of all cores, user and system, of the process that read
 * @param diskBytes what the kernel fetched from the disk for that process
 * @param submissions requests handed over through a ring
 * @param enters calls of {@code io_uring_enter}
 */
record Run(
    String engine,
    long files,
    long bytes,
    double seconds,
    double cpuSeconds,
    long diskBytes,
    long submissions,
    long enters) {

  /** This run, in which the engine ran that was expected. */
  Run checked() {
    if (engine.startsWith("uring") != submissions > 0) {
      throw new IllegalStateException(
          "another engine ran: expected=" + engine + ", submissions=" + submissions);
    }
    return this;
  }

  double filesPerSecond() {
    return files / seconds;
  }

  double megabytesPerSecond() {
    return bytes / seconds / 1e6;
  }

  double cpuSecondsPerGigabyte() {
    return cpuSeconds / (bytes / 1e9);
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("engine", engine)
        .put("files", files)
        .put("bytes", bytes)
        .put("seconds", rounded(seconds))
        .put("files_per_s", Math.round(filesPerSecond()))
        .put("mb_per_s", rounded(megabytesPerSecond()))
        .put("cpu_s_per_gb", rounded(cpuSecondsPerGigabyte()))
        .put("disk_bytes", diskBytes)
        .put("submissions", submissions)
        .put("enters", enters);
  }

  /** Four digits after the point: more would be noise. */
  static double rounded(final double value) {
    return Math.round(value * 1e4) / 1e4;
  }
}
