package io.uring.connector.it.flink;

import io.uring.connector.core.RequestList;
import io.uring.connector.core.list.FileLister;
import io.uring.connector.core.list.ListOptions;
import io.uring.connector.flink.UringSource;
import io.uring.connector.flink.split.FileSplit;
import io.uring.connector.flink.split.FileSplitSerializer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;

/**
 * A subtask of a source without a cluster: what is between a listing and a read can be arranged.
 */
final class OneSubtask {
  private OneSubtask() {}

  /**
   * What a subtask has done.
   *
   * @param rows that it has emitted
   * @param errors that it has counted
   * @param left its state
   */
  record Done(List<String> rows, long errors, List<FileSplit> left) {}

  /** One split of all files of a folder, as they are now. */
  static List<FileSplit> list(final Path folder) throws Exception {
    final RequestList requests =
        FileLister.list(List.of(folder.toString()), ListOptions.builder().build()).requests();
    return List.of(new FileSplit("0", requests));
  }

  /** Reads to the end of the splits. */
  static Done read(final UringSource<String> source, final List<FileSplit> splits)
      throws Exception {
    return read(source, splits, Integer.MAX_VALUE);
  }

  /** Reads so many rows, or to the end, and makes a checkpoint. */
  static Done read(final UringSource<String> source, final List<FileSplit> splits, final int rows)
      throws Exception {
    final SourceReaderMetricGroup metrics =
        InternalSourceReaderMetricGroup.mock(new UnregisteredMetricsGroup());
    final TestingReaderOutput<String> output = new TestingReaderOutput<>();
    try (SourceReader<String, FileSplit> reader =
        source.createReader(new TestingReaderContext(new Configuration(), metrics))) {
      reader.addSplits(splits);
      reader.notifyNoMoreSplits();
      reader.start();
      InputStatus status = InputStatus.MORE_AVAILABLE;
      while (output.getEmittedRecords().size() < rows && status != InputStatus.END_OF_INPUT) {
        status = reader.pollNext(output);
      }
      final List<FileSplit> left = new ArrayList<>();
      for (final FileSplit split : reader.snapshotState(1)) {
        left.add(
            FileSplitSerializer.INSTANCE.deserialize(
                FileSplitSerializer.INSTANCE.getVersion(),
                FileSplitSerializer.INSTANCE.serialize(split)));
      }
      return new Done(
          List.copyOf(output.getEmittedRecords()),
          metrics.getNumRecordsInErrorsCounter().getCount(),
          left);
    }
  }
}
