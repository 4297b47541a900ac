package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRecord;
import io.uring.connector.flink.UringSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A source that reads what is there and ends. */
class BoundedSourceTest {
  @TempDir Path folder;

  private final Map<String, byte[]> files = new TreeMap<>();

  @ParameterizedTest
  @CsvSource({"auto,1", "auto,2", "nio,3"})
  void shouldReadEveryFileOnce(final String engine, final int parallelism) throws Exception {
    write(3000);
    final Map<String, byte[]> found = new TreeMap<>();
    try (CloseableIterator<FileRecord> records =
        environment(parallelism)
            .fromSource(source(engine), WatermarkStrategy.noWatermarks(), "files")
            .executeAndCollect()) {
      while (records.hasNext()) {
        final FileRecord each = records.next();
        assertThat(each.length()).isEqualTo(each.content().length);
        assertThat(each.offset()).isZero();
        assertThat(each.error()).isNull();
        assertThat(found.put(each.path(), each.content())).isNull();
      }
    }
    assertThat(found.keySet()).isEqualTo(files.keySet());
    files.forEach((path, bytes) -> assertThat(found.get(path)).as(path).isEqualTo(bytes));
    assertThat(SlabPool.jvm().heldBytes()).isZero();
  }

  @Test
  void shouldReadAnEmptyFolder() throws Exception {
    try (CloseableIterator<FileRecord> records =
        environment(2)
            .fromSource(source("auto"), WatermarkStrategy.noWatermarks(), "files")
            .executeAndCollect()) {
      assertThat(records.hasNext()).isFalse();
    }
  }

  @Test
  void shouldSayWhichFolderIsMissing() throws Exception {
    final Path missing = folder.resolve("missing");
    final UringSource<FileRecord> source =
        UringSource.<FileRecord>builder()
            .paths(missing.toString())
            .deserializer(FileDeserializer.records())
            .build();
    try (CloseableIterator<FileRecord> records =
        environment(1)
            .fromSource(source, WatermarkStrategy.noWatermarks(), "files")
            .executeAndCollect()) {
      assertThatThrownBy(records::hasNext)
          .hasStackTraceContaining("files cannot be listed by the job manager: " + missing);
    }
  }

  private UringSource<FileRecord> source(final String engine) {
    return UringSource.<FileRecord>builder()
        .paths(folder.toString())
        .recursive()
        .option("engine", engine)
        .deserializer(FileDeserializer.records())
        .build();
  }

  private static StreamExecutionEnvironment environment(final int parallelism) {
    final Configuration configuration = new Configuration();
    configuration.setString("pipeline.generic-types", "false");
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    return environment;
  }

  private void write(final int count) throws IOException {
    final Random random = new Random(42);
    for (int i = 0; i < count; i++) {
      final Path file = folder.resolve("d" + i % 7).resolve("f" + i);
      Files.createDirectories(file.getParent());
      final byte[] bytes = new byte[random.nextInt(random.nextInt(20) == 0 ? 200_000 : 6000)];
      random.nextBytes(bytes);
      Files.write(file, bytes);
      files.put(file.toString(), bytes);
    }
  }
}
