package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRecord;
import io.uring.connector.flink.UringSource;
import io.uring.connector.flink.UringSourceBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Readers list: all task managers of this cluster are one host, so that its files are read once.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PerHostTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"STREAMING", "BATCH"})
  void shouldReadAHostOnce(final String mode) throws Exception {
    final List<String> written = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      final Path file = folder.resolve("d" + i % 7).resolve("f" + i);
      Files.createDirectories(file.getParent());
      written.add(Files.write(file, new byte[i % 100]).toString());
    }
    final Configuration configuration = new Configuration();
    configuration.setString("execution.runtime-mode", mode);
    configuration.setString("execution.checkpointing.interval", "100 ms");
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(3, configuration);
    final List<String> read = new ArrayList<>();
    try (CloseableIterator<FileRecord> records =
        environment
            .fromSource(source().build(), WatermarkStrategy.noWatermarks(), "files")
            .executeAndCollect()) {
      records.forEachRemaining(each -> read.add(each.path()));
    }
    assertThat(read).containsExactlyInAnyOrderElementsOf(written);
  }

  @Test
  void shouldSayWhyAHostCannotList() throws Exception {
    final UringSourceBuilder<FileRecord> missing =
        UringSource.<FileRecord>builder()
            .paths(folder.resolve("missing").toString())
            .perHost()
            .deserializer(FileDeserializer.records());
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
    try (CloseableIterator<FileRecord> records =
        environment
            .fromSource(missing.build(), WatermarkStrategy.noWatermarks(), "files")
            .executeAndCollect()) {
      assertThatThrownBy(records::hasNext)
          .hasStackTraceContaining("files cannot be listed on host=")
          .hasStackTraceContaining("path does not exist: " + folder.resolve("missing"));
    }
  }

  @Test
  void shouldNotMonitor() {
    assertThatThrownBy(() -> source().monitorContinuously(Duration.ofSeconds(1)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "files of single hosts cannot be monitored: leave perHost or monitorContinuously out");
  }

  private UringSourceBuilder<FileRecord> source() {
    return UringSource.<FileRecord>builder()
        .paths(folder.toString())
        .recursive()
        .perHost()
        .deserializer(FileDeserializer.records());
  }
}
