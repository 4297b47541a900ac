package io.uring.connector.flink;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.flink.enumerator.FileEnumerator;
import io.uring.connector.flink.enumerator.FileEnumeratorState;
import io.uring.connector.flink.enumerator.FileEnumeratorStateSerializer;
import io.uring.connector.flink.enumerator.FileFinder;
import io.uring.connector.flink.reader.FileSourceReader;
import io.uring.connector.flink.reader.WantedRows;
import io.uring.connector.flink.split.FileSplit;
import io.uring.connector.flink.split.FileSplitSerializer;
import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;

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
    return new FileEnumerator(context, finder, options, null);
  }

  @Override
  public SplitEnumerator<FileSplit, FileEnumeratorState> restoreEnumerator(
      final SplitEnumeratorContext<FileSplit> context, final FileEnumeratorState checkpoint) {
    return new FileEnumerator(context, finder, options, checkpoint);
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
    return FileSourceReader.of(deserializer, options, wanted, context);
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
