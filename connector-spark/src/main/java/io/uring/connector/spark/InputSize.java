package io.uring.connector.spark;

import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;

/**
 * The input size of the running task. Spark takes it from what Hadoop's file systems have counted
 * for the task's thread, so what was read here is added there. Not safe for use by several threads
 * at once.
 */
final class InputSize {
  private final FileSystem.Statistics statistics;
  private long counted;

  @SuppressWarnings("deprecation") // what took its place cannot be added to
  InputSize() {
    statistics = FileSystem.getStatistics("file", LocalFileSystem.class);
  }

  /** Counts, for the thread that calls, what has been read since the last call, up to a total. */
  void growTo(final long bytes) {
    statistics.incrementBytesRead(bytes - counted);
    counted = bytes;
  }
}
