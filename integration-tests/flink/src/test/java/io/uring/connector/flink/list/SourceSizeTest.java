package io.uring.connector.flink.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRecord;
import io.uring.connector.flink.UringSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.api.connector.source.DynamicFilteringInfo;
import org.apache.flink.api.connector.source.DynamicParallelismInference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many subtasks a source asks the adaptive scheduler for. */
class SourceSizeTest {
  @TempDir Path folder;

  /** Ten files of 100 KiB cost 1160 KiB. */
  @ParameterizedTest
  @CsvSource({"1000000, 128, 2", "2000000, 128, 1", "100000, 128, 10", "1, 128, 10", "1, 4, 4"})
  void shouldFollowTheBytesAndTheFiles(final long bytes, final int most, final int expected)
      throws Exception {
    for (int i = 0; i < 10; i++) {
      Files.write(folder.resolve("f" + i), new byte[100 << 10]);
    }
    assertThat(source(false).inferParallelism(context(bytes, most))).isEqualTo(expected);
  }

  @Test
  void shouldTakeOneForNothingAndAllForUnknownHosts() {
    assertThat(source(false).inferParallelism(context(1 << 20, 8))).isEqualTo(1);
    assertThat(source(true).inferParallelism(context(1 << 20, 8))).isEqualTo(8);
  }

  private UringSource<FileRecord> source(final boolean perHost) {
    final var builder =
        UringSource.<FileRecord>builder()
            .paths(folder.toString())
            .deserializer(FileDeserializer.records());
    return (perHost ? builder.perHost() : builder).build();
  }

  private static DynamicParallelismInference.Context context(final long bytes, final int most) {
    return new DynamicParallelismInference.Context() {
      @Override
      public Optional<DynamicFilteringInfo> getDynamicFilteringInfo() {
        return Optional.empty();
      }

      @Override
      public int getParallelismInferenceUpperBound() {
        return most;
      }

      @Override
      public long getDataVolumePerTask() {
        return bytes;
      }
    };
  }
}
