package io.uring.connector.it.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.uring.connector.flink.FileRecord;
import io.uring.connector.flink.arrow.ArrowBatch;
import java.time.Instant;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** The rows of batches as records, all as old as the epoch. */
final class BatchRows implements FlatMapFunction<ArrowBatch, FileRecord> {
  private static final long serialVersionUID = 1L;

  @Override
  public void flatMap(final ArrowBatch batch, final Collector<FileRecord> out) {
    for (int row = 0; row < batch.rows(); row++) {
      out.collect(
          new FileRecord(
              new String(batch.path().get(row), UTF_8),
              batch.length().get(row),
              Instant.EPOCH,
              batch.offset().get(row),
              batch.content().get(row),
              null));
    }
  }
}
