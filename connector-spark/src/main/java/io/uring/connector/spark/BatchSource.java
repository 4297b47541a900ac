package io.uring.connector.spark;

import io.uring.connector.core.arrow.FileBatch;
import java.io.IOException;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.jspecify.annotations.Nullable;

/** Where a task's batches come from. */
interface BatchSource extends AutoCloseable {
  /** The next batch, which the caller closes, or null after the last. */
  @Nullable FileBatch next() throws IOException;

  /** What has been done so far. */
  CustomTaskMetric[] metrics();

  /** Stops reading; batches that were handed out stay. Closing twice does nothing. */
  @Override
  void close();
}
