package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRecord;
import io.uring.connector.flink.UringSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source that goes on for ever. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ContinuousSourceTest {
  private static final int FILES = 600;

  @TempDir Path folder;

  @Test
  void shouldReadEachFileOnceWhenItIsWhole() throws Exception {
    final UringSource<FileRecord> source =
        UringSource.<FileRecord>builder()
            .paths(folder.toString())
            .monitorContinuously(Duration.ofMillis(50))
            .minFileAge(Duration.ofMillis(700))
            .deserializer(FileDeserializer.records())
            .build();
    final Configuration configuration = new Configuration();
    configuration.setString("execution.checkpointing.interval", "100 ms");
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
    final Map<String, byte[]> found = new TreeMap<>();
    final CompletableFuture<Void> writing = CompletableFuture.runAsync(this::write);
    try (CloseableIterator<FileRecord> records =
        environment
            .fromSource(source, WatermarkStrategy.noWatermarks(), "files")
            .executeAndCollect()) {
      while (found.size() < FILES && records.hasNext()) {
        final FileRecord each = records.next();
        assertThat(found.put(Path.of(each.path()).getFileName().toString(), each.content()))
            .isNull();
      }
    }
    writing.get();
    for (int i = 0; i < FILES; i++) {
      assertThat(found.get("f" + i)).as("f" + i).isEqualTo(bytes(i));
    }
  }

  /** Some at once, some slowly, some by a rename. */
  private void write() {
    try {
      for (int i = 0; i < FILES; i++) {
        final Path file = folder.resolve("f" + i);
        if (i % 100 == 0) {
          try (OutputStream out = Files.newOutputStream(file)) {
            for (final byte each : bytes(i)) {
              out.write(each);
              out.flush();
              Thread.sleep(each == 0 ? 50 : 0);
            }
          }
        } else if (i % 2 == 0) {
          Files.write(file, bytes(i));
        } else {
          final Path hidden = Files.write(folder.resolve("." + i), bytes(i));
          Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE);
        }
      }
    } catch (final IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(final int file) {
    final byte[] bytes = new byte[13 + file * 13];
    new Random(file).nextBytes(bytes);
    return bytes;
  }
}
