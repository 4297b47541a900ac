package io.uring.connector.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRecord;
import io.uring.connector.flink.UringSource;
import io.uring.connector.flink.UringSourceBuilder;
import io.uring.connector.flink.arrow.ArrowBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.base.source.reader.SourceReaderOptions;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code benchmarks/run flink} starts. */
@Command(
    name = "flink",
    mixinStandardHelpOptions = true,
    description =
        "Runs Flink's FileSource, our UringSource and our core in turn, in one JVM: jobs of two"
            + " subtasks in a MiniCluster that stays.")
final class FlinkCommand implements Callable<Integer> {
  @Mixin private final DataArguments data = new DataArguments();
  @Mixin private final ContestArguments contest = new ContestArguments();

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "an option of uring, e.g. engine=nio, queueDepth=128")
  private Map<String, String> options = new LinkedHashMap<>();

  @Option(
      names = "--object-reuse",
      description = "set pipeline.object-reuse, so that no job copies records between operators")
  private boolean reusesObjects;

  private FlinkCommand() {}

  /**
   * Runs the command and ends the JVM with its status.
   *
   * @param args as {@code benchmarks/run flink --help} explains
   */
  public static void main(final String[] args) {
    Main.run(new FlinkCommand(), args);
  }

  @Override
  public Integer call() throws Exception {
    final DataSet set = data.open();
    final MiniClusterConfiguration configuration =
        new MiniClusterConfiguration.Builder()
            .setConfiguration(
                // Nothing after the last record is timed: there is no need to wait for 30 s each
                // time.
                new Configuration()
                    .set(SourceReaderOptions.SOURCE_READER_CLOSE_TIMEOUT, 2_000L)
                    .set(TaskManagerOptions.TASK_OFF_HEAP_MEMORY, MemorySize.ofMebiBytes(512)))
            .withRandomPorts()
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(FlinkSide.PARALLELISM)
            .build();
    try (MiniCluster cluster = new MiniCluster(configuration)) {
      cluster.start();
      final Results results =
          contest.compete(set.digest(), sides(new FlinkSide.Cluster(cluster, set, reusesObjects)));
      final ObjectNode json = results.json();
      contest.print("flink", data.name(), results, json);
    }
    return 0;
  }

  private List<Side> sides(final FlinkSide.Cluster cluster) throws IOException {
    final DataSet set = cluster.data();
    final String engine = CoreOptions.engine(options);
    return List.of(
        new FlinkSide<>(
            "FileRecord",
            engine,
            source(set, FileDeserializer.records()),
            new RecordLook(set.root().toString().length() + 1),
            cluster,
            null),
        new FlinkSide<>(
            "FileSource", "flink", fileSource(set), new BytesLook(), cluster, contents(set)),
        new FlinkSide<>(
            "ArrowBatch",
            engine,
            source(set, FileDeserializer.batches()),
            new BatchLook(set.root().toString().length() + 1),
            cluster,
            null),
        new ListingCoreSide("core + listing", set, CoreOptions.builder(options).build()),
        new CoreSide("core", set, CoreOptions.builder(options).build()));
  }

  private <T> UringSource<T> source(final DataSet set, final FileDeserializer<T> deserializer) {
    final UringSourceBuilder<T> builder =
        UringSource.<T>builder()
            .paths(set.root().toString())
            .recursive()
            .deserializer(deserializer);
    options.forEach(builder::option);
    return builder.build();
  }

  private static Source<byte[], ?, ?> fileSource(final DataSet set) {
    return FileSource.forRecordStreamFormat(
            new WholeFile(), new org.apache.flink.core.fs.Path(set.root().toUri()))
        .build();
  }

  /** The digest of a set's contents without their paths, read as plainly as Java can. */
  private static String contents(final DataSet set) throws IOException {
    final SetDigest digest = new SetDigest();
    for (int file = 0; file < set.files().size(); file++) {
      digest.add("", ByteBuffer.wrap(Files.readAllBytes(Path.of(set.files().path(file)))));
    }
    return digest.text();
  }

  /** Of whole files. */
  private record RecordLook(int rootLength) implements Look<FileRecord> {
    @Override
    public int files(final FileRecord file) {
      return 1;
    }

    @Override
    public long bytes(final FileRecord file) {
      return content(file).length;
    }

    @Override
    public void digest(final FileRecord file, final SetDigest digest) {
      digest.add(file.path().substring(rootLength), ByteBuffer.wrap(content(file)));
    }

    private static byte[] content(final FileRecord file) {
      final byte[] content = file.content();
      if (content == null) {
        throw new IllegalStateException("not read: " + file.error());
      }
      return content;
    }
  }

  /** Of many files as columns. */
  private record BatchLook(int rootLength) implements Look<ArrowBatch> {
    @Override
    public int files(final ArrowBatch batch) {
      return batch.rows();
    }

    @Override
    public long bytes(final ArrowBatch batch) {
      final VarBinaryVector content = batch.content();
      return batch.rows() == 0 ? 0 : content.getEndOffset(batch.rows() - 1);
    }

    @Override
    public void digest(final ArrowBatch batch, final SetDigest digest) {
      final VarBinaryVector content = batch.content();
      for (int row = 0; row < batch.rows(); row++) {
        final String path = new String(batch.path().get(row), StandardCharsets.UTF_8);
        digest.add(path.substring(rootLength), ByteBuffer.wrap(content.get(row)));
      }
    }
  }

  /** Of contents alone. */
  private record BytesLook() implements Look<byte[]> {
    @Override
    public int files(final byte[] content) {
      return 1;
    }

    @Override
    public long bytes(final byte[] content) {
      return content.length;
    }

    @Override
    public void digest(final byte[] content, final SetDigest digest) {
      digest.add("", ByteBuffer.wrap(content));
    }
  }
}
