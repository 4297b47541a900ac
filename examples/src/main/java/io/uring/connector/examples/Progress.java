package io.uring.connector.examples;

import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** Tells how many files the tasks have read so far. */
final class Progress extends SparkListener {
  private static final int STEPS = 10;

  private final long files;
  private long read;
  private long told;

  private Progress(final long files) {
    this.files = files;
  }

  static void tell(final SparkSession spark, final long files, final Runnable job) {
    final SparkContext context = spark.sparkContext();
    final Progress progress = new Progress(files);
    context.addSparkListener(progress);
    try {
      job.run();
    } finally {
      context.removeSparkListener(progress);
    }
  }

  @Override
  public void onTaskEnd(final SparkListenerTaskEnd end) {
    // A task that failed has no metrics.
    if (end.taskMetrics() == null) {
      return;
    }
    final long now = end.taskMetrics().inputMetrics().recordsRead();
    read += now;
    if (now > 0 && (read - told >= files / STEPS || read == files)) {
      told = read;
      System.err.printf("  %,d of %,d files%n", read, files);
    }
  }
}
