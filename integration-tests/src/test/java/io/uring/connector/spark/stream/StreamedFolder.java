package io.uring.connector.spark.stream;

import io.uring.connector.core.list.FileLister;
import io.uring.connector.core.list.ListOptions;
import io.uring.connector.core.list.Listing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/** Folders as a stream has them, without Spark: a batch's one split says what is in it. */
record StreamedFolder(Path... folders) implements StreamedFiles {

  private record Names(List<String> names) implements InputPartition {
    private static final long serialVersionUID = 1L;
  }

  /** The names in splits that this has planned. */
  static List<String> names(final InputPartition[] splits) {
    return Arrays.stream(splits).flatMap(split -> ((Names) split).names().stream()).toList();
  }

  @Override
  public Listing list() {
    try {
      return FileLister.list(
          Stream.of(folders).map(Path::toString).toList(),
          ListOptions.builder().recursive().skipEmpty().build().skippingMissing());
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InputPartition[] plan(final StreamBatch batch) {
    return new InputPartition[] {
      new Names(
          IntStream.range(0, batch.files().size()).mapToObj(i -> batch.files().name(i)).toList())
    };
  }

  @Override
  public PartitionReaderFactory readers() {
    throw new UnsupportedOperationException("nothing is read here");
  }
}
