package io.uring.connector.spark;

import io.uring.connector.core.arrow.FileBatch;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * One task's batches as columns. A batch that was handed out is its consumer's; what no consumer
 * has closed is closed when the task completes, because some of Spark's operators never close one
 * and Spark 4.2 closes the reader while batches are still in use.
 */
final class ColumnarReader implements PartitionReader<ColumnarBatch> {
  private final BatchSource source;
  private final BatchColumns columns;

  /** Handed out and not closed; consumers may close on other threads. Guarded by itself. */
  private final Set<TrackedBatch> open = new HashSet<>();

  private @Nullable ColumnarBatch current;

  ColumnarReader(final BatchSource source, final BatchColumns columns) {
    this.source = source;
    this.columns = columns;
    final TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) completed -> closeAll());
    }
  }

  @Override
  public boolean next() throws IOException {
    current = null;
    final FileBatch batch = source.next();
    if (batch == null) {
      return false;
    }
    final TrackedBatch tracked;
    try (batch) {
      tracked = new TrackedBatch(columns.of(batch), batch.rows());
    }
    synchronized (open) {
      open.add(tracked);
    }
    current = tracked;
    return true;
  }

  @Override
  public ColumnarBatch get() {
    if (current == null) {
      throw new IllegalStateException("next() has found no batch");
    }
    return current;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return source.metrics();
  }

  @Override
  public void close() {
    source.close();
  }

  private void closeAll() {
    source.close();
    final TrackedBatch[] left;
    synchronized (open) {
      left = open.toArray(new TrackedBatch[0]);
    }
    for (final TrackedBatch batch : left) {
      batch.close();
    }
  }

  /** Tells the reader that a consumer has closed it. */
  private final class TrackedBatch extends ColumnarBatch {
    TrackedBatch(final ColumnVector[] columns, final int rows) {
      super(columns, rows);
    }

    @Override
    public void close() {
      final boolean first;
      synchronized (open) {
        first = open.remove(this);
      }
      if (first) {
        super.close();
      }
    }
  }
}
