package io.uring.connector.spark;

import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/** One task's batches row by row. A row is good until the next one is asked for. */
final class RowReader implements PartitionReader<InternalRow> {
  private final ColumnarReader batches;
  private @Nullable ColumnarBatch batch;
  private Iterator<InternalRow> rows = Collections.emptyIterator();
  private @Nullable InternalRow row;

  RowReader(final ColumnarReader batches) {
    this.batches = batches;
  }

  @Override
  public boolean next() throws IOException {
    while (!rows.hasNext()) {
      closeBatch();
      if (!batches.next()) {
        return false;
      }
      batch = batches.get();
      rows = batch.rowIterator();
    }
    row = rows.next();
    return true;
  }

  @Override
  public InternalRow get() {
    if (row == null) {
      throw new IllegalStateException("next() has found no row");
    }
    return row;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return batches.currentMetricsValues();
  }

  @Override
  public void close() {
    closeBatch();
    batches.close();
  }

  private void closeBatch() {
    final ColumnarBatch last = batch;
    batch = null;
    rows = Collections.emptyIterator();
    if (last != null) {
      last.close();
    }
  }
}
