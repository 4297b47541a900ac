package io.uring.connector.benchmarks;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A side that is one call.
 *
 * @param name what tables and charts call it
 * @param engine what does the work
 * @param task does it, and says how much that was
 * @param check gives what all sides of one contest must agree on, or null
 */
record TaskSide(String name, String engine, Callable<Done> task, Callable<@Nullable String> check)
    implements Side {
  /**
   * What a task got through.
   *
   * @param files number of files
   * @param bytes their sizes
   */
  record Done(long files, long bytes) {}

  @Override
  public @Nullable String digest() throws Exception {
    return check.call();
  }

  @Override
  public Run run() throws Exception {
    final Stopwatch watch = Stopwatch.start();
    final Done done = task.call();
    return watch.stop(engine, done.files(), done.bytes());
  }
}
