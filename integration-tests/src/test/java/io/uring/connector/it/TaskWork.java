package io.uring.connector.it;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.InputMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What one task of a scan had to do.
 *
 * @param index number of its partition
 * @param launched when the driver sent it, in milliseconds
 * @param millis how long it ran
 * @param bytes input size
 * @param records input rows
 */
record TaskWork(int index, long launched, long millis, long bytes, long records) {
  /** Runs a query; the tasks of it that read, by their numbers. */
  static List<TaskWork> of(final Dataset<Row> query) throws TimeoutException {
    final Listener listener = new Listener();
    final SparkContext context = query.sparkSession().sparkContext();
    context.listenerBus().waitUntilEmpty();
    context.addSparkListener(listener);
    try {
      query.collectAsList();
      context.listenerBus().waitUntilEmpty();
    } finally {
      context.removeSparkListener(listener);
    }
    return listener.tasks.stream().sorted(Comparator.comparingInt(TaskWork::index)).toList();
  }

  /** How much larger the largest value is than the one in the middle. */
  static double slowestToMedian(final long[] values) {
    final long[] sorted = values.clone();
    Arrays.sort(sorted);
    return (double) sorted[sorted.length - 1] / sorted[sorted.length / 2];
  }

  private static final class Listener extends SparkListener {
    private final Queue<TaskWork> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void onTaskEnd(final SparkListenerTaskEnd end) {
      final InputMetrics input = end.taskMetrics().inputMetrics();
      if (input.recordsRead() > 0) {
        tasks.add(
            new TaskWork(
                end.taskInfo().index(),
                end.taskInfo().launchTime(),
                end.taskMetrics().executorRunTime(),
                input.bytesRead(),
                input.recordsRead()));
      }
    }
  }
}
