package io.uring.connector.it;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What Spark says that the tasks of a query have read.
 *
 * @param bytes the input size
 * @param records the input's rows
 */
record TaskInput(long bytes, long records) {
  /** Runs a query. */
  static TaskInput of(final Dataset<Row> query) throws TimeoutException {
    final Listener listener = new Listener();
    final SparkContext context = query.sparkSession().sparkContext();
    context.listenerBus().waitUntilEmpty();
    context.addSparkListener(listener);
    try {
      query.collectAsList();
      context.listenerBus().waitUntilEmpty();
      return new TaskInput(listener.bytes.sum(), listener.records.sum());
    } finally {
      context.removeSparkListener(listener);
    }
  }

  private static final class Listener extends SparkListener {
    private final LongAdder bytes = new LongAdder();
    private final LongAdder records = new LongAdder();

    @Override
    public void onTaskEnd(final SparkListenerTaskEnd end) {
      bytes.add(end.taskMetrics().inputMetrics().bytesRead());
      records.add(end.taskMetrics().inputMetrics().recordsRead());
    }
  }
}
