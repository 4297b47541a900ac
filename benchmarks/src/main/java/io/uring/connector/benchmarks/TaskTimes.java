package io.uring.connector.benchmarks;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.spark.executor.InputMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** What Spark says of the tasks that read. Safe on any thread. */
final class TaskTimes extends SparkListener {
  private static final long WAIT_SECONDS = 60;

  private final List<Task> tasks = new CopyOnWriteArrayList<>();

  /**
   * A task.
   *
   * @param launched when the driver sent it, in milliseconds since 1970
   * @param millis how long it ran on its executor
   * @param cpuMillis how long its thread had a processor
   * @param bytes what it read
   * @param files how many files those were in
   */
  record Task(long launched, long millis, long cpuMillis, long bytes, long files) {}

  @Override
  public void onTaskEnd(final SparkListenerTaskEnd end) {
    final InputMetrics input = end.taskMetrics().inputMetrics();
    if (input.recordsRead() > 0) {
      tasks.add(
          new Task(
              end.taskInfo().launchTime(),
              end.taskMetrics().executorRunTime(),
              end.taskMetrics().executorCpuTime() / 1_000_000,
              input.bytesRead(),
              input.recordsRead()));
    }
  }

  /** The tasks of a query that has ended: word of them may come a little later. */
  List<Task> await(final long files, final long expected) throws InterruptedException {
    final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (files == expected && System.nanoTime() < end) {
      if (tasks.stream().mapToLong(Task::files).sum() == expected) {
        return List.copyOf(tasks);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new IllegalStateException(
        "other files were read: expected=" + expected + ", query=" + files + ", tasks=" + tasks);
  }
}
