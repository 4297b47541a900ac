package io.uring.connector.flink;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.flink.enumerator.FileEnumerator;
import io.uring.connector.flink.enumerator.FileEnumeratorState;
import io.uring.connector.flink.enumerator.FileEnumeratorStateSerializer;
import io.uring.connector.flink.enumerator.HostEnumerator;
import io.uring.connector.flink.host.HostFolders;
import io.uring.connector.flink.list.FileFinder;
import io.uring.connector.flink.list.SourceSize;
import io.uring.connector.flink.reader.FileSourceReader;
import io.uring.connector.flink.reader.WantedRows;
import io.uring.connector.flink.split.FileSplit;
import io.uring.connector.flink.split.FileSplitSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.DynamicParallelismInference;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.jspecify.annotations.Nullable;

/**
 * Reads files with io_uring, each whole, its start, or in chunks. Every file is read exactly once
 * into the state of a job, whatever fails and however the job is rescaled. Immutable.
 *
 * <pre>{@code
 * UringSource<FileRecord> source =
 *     UringSource.<FileRecord>builder()
 *         .paths("/data/images")
 *         .deserializer(FileDeserializer.records())
 *         .build();
 * env.fromSource(source, WatermarkStrategy.noWatermarks(), "images");
 * }</pre>
 *
 * <p>A record's timestamp is its file's modification time.
 *
 * @param <T> the type of the records
 */
@PublicEvolving
public final class UringSource<T>
    implements Source<T, FileSplit, FileEnumeratorState>,
        ResultTypeQueryable<T>,
        DynamicParallelismInference,
        LineageVertexProvider {
  private static final long serialVersionUID = 1L;

  private final FileFinder finder;
  private final FileDeserializer<T> deserializer;
  private final ReadOptions options;
  private final WantedRows wanted;

  UringSource(
      final FileFinder finder,
      final FileDeserializer<T> deserializer,
      final ReadOptions options,
      final WantedRows wanted) {
    this.finder = finder;
    this.deserializer = deserializer;
    this.options = options;
    this.wanted = wanted;
  }

  /**
   * Begins to describe a source.
   *
   * @param <T> the type of its records
   * @return a builder in which nothing has been chosen
   */
  public static <T> UringSourceBuilder<T> builder() {
    return new UringSourceBuilder<>();
  }

  /**
   * Finds what is there now, as the job manager does when the job runs. Waits for the file system.
   *
   * @return one request for each row, cut as the options say
   * @throws IOException if it cannot be listed
   */
  @Internal
  public RequestList find() throws IOException {
    return finder.find().requests().heads(options.headBytes()).chunks(options.chunkSize());
  }

  @Override
  public Boundedness getBoundedness() {
    return finder.isContinuous() ? Boundedness.CONTINUOUS_UNBOUNDED : Boundedness.BOUNDED;
  }

  @Override
  public SplitEnumerator<FileSplit, FileEnumeratorState> createEnumerator(
      final SplitEnumeratorContext<FileSplit> context) {
    return enumerator(context, null);
  }

  @Override
  public SplitEnumerator<FileSplit, FileEnumeratorState> restoreEnumerator(
      final SplitEnumeratorContext<FileSplit> context, final FileEnumeratorState checkpoint) {
    return enumerator(context, checkpoint);
  }

  private SplitEnumerator<FileSplit, FileEnumeratorState> enumerator(
      final SplitEnumeratorContext<FileSplit> context,
      final @Nullable FileEnumeratorState checkpoint) {
    return finder.perHost()
        ? new HostEnumerator(context, finder, options, checkpoint)
        : new FileEnumerator(context, finder, options, checkpoint);
  }

  /**
   * How many subtasks have enough to do, for the adaptive scheduler of batch jobs: as many as the
   * data volume per task says, where opening a file counts as 16 KiB, but no more than there are
   * files. Lists until that is known.
   */
  @Override
  public int inferParallelism(final DynamicParallelismInference.Context context) {
    final int most = context.getParallelismInferenceUpperBound();
    if (finder.perHost() || finder.isContinuous()) {
      return most;
    }
    try {
      return SourceSize.subtasks(finder, options, most, context.getDataVolumePerTask());
    } catch (final IOException e) {
      throw new UncheckedIOException(
          "files cannot be listed by the job manager: " + String.join(", ", finder.paths()), e);
    }
  }

  @Override
  public SimpleVersionedSerializer<FileSplit> getSplitSerializer() {
    return FileSplitSerializer.INSTANCE;
  }

  @Override
  public SimpleVersionedSerializer<FileEnumeratorState> getEnumeratorCheckpointSerializer() {
    return new FileEnumeratorStateSerializer();
  }

  @Override
  public SourceReader<T, FileSplit> createReader(final SourceReaderContext context) {
    return FileSourceReader.of(
        deserializer,
        options,
        wanted,
        finder.perHost() ? new HostFolders(finder, context) : null,
        context);
  }

  @Override
  public LineageVertex getLineageVertex() {
    return SourceLineage.of(getBoundedness(), finder.paths());
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return deserializer.getProducedType();
  }
}
