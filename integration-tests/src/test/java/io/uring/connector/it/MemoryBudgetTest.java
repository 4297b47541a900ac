package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.it.ChildJvm.Said;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two tasks at once stay inside one budget, whatever the sizes of their files. */
class MemoryBudgetTest {
  private static final int LARGE = 200 << 20;
  private static final long BUDGET = 256L << 20;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void shouldStayInsideTheBudget(final String codegen) throws Exception {
    final ContentTree tree = new ContentTree(folder).withMany(40, 1_500_000);
    for (final String name : List.of("a", "h")) {
      tree.with(name, 1 << 20);
      try (RandomAccessFile file = new RandomAccessFile(tree.file(name).toFile(), "rw")) {
        file.setLength(LARGE);
        file.seek(LARGE - 3);
        file.write(name.getBytes(StandardCharsets.US_ASCII));
      }
    }
    final Said said =
        new ChildJvm(MemoryBudgetProbe.class)
            .flags("-Xmx2g", "-XX:MaxDirectMemorySize=320m")
            .run(tree.path(), BUDGET, codegen);
    assertThat(said.value("files"))
        .isEqualTo("[42," + (2L * LARGE + 40 * 1_500_000L) + "," + crcs(tree) + "]");
    assertThat(Long.parseLong(said.value("peak"))).isBetween((long) LARGE, BUDGET);
    assertThat(said.value("held")).isEqualTo("0");
  }

  private static long crcs(final ContentTree tree) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(tree.file(""))) {
      for (final Path file : files.toList()) {
        final CRC32 crc = new CRC32();
        crc.update(Files.readAllBytes(file));
        sum += crc.getValue();
      }
    }
    return sum;
  }
}
