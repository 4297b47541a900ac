package io.uring.connector.spark;

import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.jspecify.annotations.Nullable;

/** Batches of what the listing knows: no file is opened. */
final class MetadataSource implements BatchSource {
  private static final int ROWS = 1 << 15;

  private final RequestList requests;
  private int next;

  MetadataSource(final RequestList requests) {
    this.requests = requests;
  }

  @Override
  public @Nullable FileBatch next() {
    final int rows = Math.min(ROWS, requests.size() - next);
    if (rows == 0) {
      return null;
    }
    final FileBatch batch = FileBatch.withoutContent(requests, next, rows);
    next += rows;
    return batch;
  }

  @Override
  public CustomTaskMetric[] metrics() {
    return new CustomTaskMetric[0];
  }

  @Override
  public void close() {}
}
