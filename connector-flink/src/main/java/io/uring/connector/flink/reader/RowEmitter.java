package io.uring.connector.flink.reader;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRow;
import io.uring.connector.flink.split.FileSplitState;
import java.io.IOException;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;

/**
 * Makes records of rows; their timestamps are the files' times. For the subtask's thread.
 *
 * @param deserializer makes a record
 * @param metrics count the bytes
 */
record RowEmitter<T>(FileDeserializer<T> deserializer, SourceReaderMetricGroup metrics)
    implements RecordEmitter<FileRow, T, FileSplitState> {

  @Override
  public void emitRecord(
      final FileRow row, final SourceOutput<T> output, final FileSplitState state)
      throws IOException {
    metrics.getIOMetricGroup().getNumBytesInCounter().inc(row.content().remaining());
    output.collect(deserializer.deserialize(row), row.modificationTime().toEpochMilli());
    state.advance(row.batch().requests(), row.request());
  }
}
