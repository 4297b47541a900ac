package io.uring.connector.flink.reader;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRow;
import io.uring.connector.flink.arrow.ArrowBatch;
import io.uring.connector.flink.split.FileSplitState;
import java.io.IOException;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;

/**
 * Makes records of rows; their timestamps are the files' times. A batch ends when it has been
 * collected: whoever is after us has taken it in, or has retained it. For the subtask's thread.
 *
 * @param deserializer makes a record
 * @param metrics are told of each
 */
record RowEmitter<T>(FileDeserializer<T> deserializer, ReaderMetrics metrics)
    implements RecordEmitter<FileRow, T, FileSplitState> {

  @Override
  public void emitRecord(
      final FileRow row, final SourceOutput<T> output, final FileSplitState state)
      throws IOException {
    final int first = row.number();
    final long time = row.modificationTime().toEpochMilli();
    final T record = deserializer.deserialize(row);
    try {
      metrics.read(row, first);
      output.collect(record, time);
    } finally {
      if (record instanceof ArrowBatch batch) {
        batch.close();
      }
    }
    final long files = state.filesLeft();
    final long bytes = state.bytesLeft();
    state.advance(row.batch().requests(), row.request());
    metrics.advance(state, files, bytes);
  }
}
