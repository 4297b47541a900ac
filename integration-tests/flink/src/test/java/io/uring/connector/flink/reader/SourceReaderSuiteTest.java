package io.uring.connector.flink.reader;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.list.FileLister;
import io.uring.connector.core.list.ListOptions;
import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.split.FileSplit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.testutils.source.reader.SourceReaderTestBase;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flink's own cases for readers of sources: a record is a number, the text of a file. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SourceReaderSuiteTest extends SourceReaderTestBase<FileSplit> {
  private static final FileDeserializer<Integer> NUMBERS =
      FileDeserializer.of(
          row -> Integer.valueOf(new String(row.bytes(), StandardCharsets.UTF_8)), Types.INT);

  @TempDir Path folder;

  private boolean isOpenEnded;

  @Override
  protected SourceReader<Integer, FileSplit> createReader() {
    final ReadOptions options = ReadOptions.builder().build();
    final TestingReaderContext context = new TestingReaderContext();
    return isOpenEnded
        ? OpenEndedReader.of(NUMBERS, options, context)
        : FileSourceReader.of(NUMBERS, options, WantedRows.ALL, null, context);
  }

  @Override
  protected List<FileSplit> getSplits(
      final int splits, final int records, final Boundedness boundedness) {
    return IntStream.range(0, splits)
        .mapToObj(split -> getSplit(split, records, boundedness))
        .toList();
  }

  @Override
  protected FileSplit getSplit(final int split, final int records, final Boundedness boundedness) {
    isOpenEnded |= boundedness == Boundedness.CONTINUOUS_UNBOUNDED;
    try {
      final Path files = Files.createDirectories(folder.resolve("" + split));
      for (int i = 0; i < records; i++) {
        final int number = split * records + i;
        Files.writeString(files.resolve(String.format("%03d", number)), "" + number);
      }
      return new FileSplit(
          "" + split,
          FileLister.list(List.of(files.toString()), ListOptions.builder().build()).requests());
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected long getNextRecordIndex(final FileSplit split) {
    return NUM_RECORDS_PER_SPLIT - split.requests().size();
  }
}
