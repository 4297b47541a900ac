package io.uring.connector.it.flink;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.UringSource;
import io.uring.connector.flink.UringSourceBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.testframe.external.ExternalSystemSplitDataWriter;
import org.apache.flink.connector.testframe.external.source.DataStreamSourceExternalContext;
import org.apache.flink.connector.testframe.external.source.TestingSourceSettings;
import org.apache.flink.util.FileUtils;

/**
 * What Flink's suite takes for an external system: a folder. A split of it is a folder in there, a
 * record a file.
 */
final class FolderContext implements DataStreamSourceExternalContext<String> {
  private final Path root;
  private int folders;

  FolderContext() {
    try {
      root = Files.createTempDirectory("uring");
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Source<String, ?, ?> createSource(final TestingSourceSettings settings) {
    final UringSourceBuilder<String> builder =
        UringSource.<String>builder()
            .paths(root.toString())
            .recursive()
            .deserializer(
                FileDeserializer.of(
                    row -> new String(row.bytes(), StandardCharsets.UTF_8), Types.STRING));
    if (settings.getBoundedness() == Boundedness.CONTINUOUS_UNBOUNDED) {
      builder.monitorContinuously(Duration.ofMillis(100)).minFileAge(Duration.ZERO);
    }
    return builder.build();
  }

  @Override
  public ExternalSystemSplitDataWriter<String> createSourceSplitDataWriter(
      final TestingSourceSettings settings) {
    return new Writer(root.resolve("folder-" + folders++));
  }

  @Override
  public List<String> generateTestData(
      final TestingSourceSettings settings, final int split, final long seed) {
    final Random random = new Random(seed);
    return IntStream.range(0, 50 + random.nextInt(100))
        .mapToObj(record -> split + "-" + record + "-" + random.nextLong())
        .toList();
  }

  @Override
  public TypeInformation<String> getProducedType() {
    return Types.STRING;
  }

  @Override
  public List<URL> getConnectorJarPaths() {
    return List.of();
  }

  @Override
  public void close() throws IOException {
    FileUtils.deleteDirectory(root.toFile());
  }

  @Override
  public String toString() {
    return "folder";
  }

  /** Files appear whole, one after another. */
  private static final class Writer implements ExternalSystemSplitDataWriter<String> {
    private final Path folder;
    private int files;

    Writer(final Path folder) {
      this.folder = folder;
    }

    @Override
    public void writeRecords(final List<String> records) {
      try {
        Files.createDirectories(folder);
        for (final String each : records) {
          final Path hidden = folder.resolve(".new");
          Files.writeString(hidden, each);
          Files.move(
              hidden,
              folder.resolve(String.format("%08d", files++)),
              StandardCopyOption.ATOMIC_MOVE);
        }
      } catch (final IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {}
  }
}
