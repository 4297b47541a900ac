package io.uring.connector.flink.reader;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRow;
import io.uring.connector.flink.split.FileSplitState;
import java.io.IOException;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;

/**
 * Makes records of rows; their timestamps are the files' times. For the subtask's thread.
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
    metrics.read(row.content().remaining());
    output.collect(deserializer.deserialize(row), row.modificationTime().toEpochMilli());
    final long files = state.filesLeft();
    final long bytes = state.bytesLeft();
    state.advance(row.batch().requests(), row.request());
    metrics.advance(state, files, bytes);
  }
}
