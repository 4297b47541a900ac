package io.uring.connector.core.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.testing.ChildJvm;
import io.uring.connector.core.testing.TestFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestFuzzTest {
  private static final int ROUNDS = 2000;

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(strings = {"txt", "csv", "parquet"})
  void shouldListOrRefuseWhateverTheBytes(String format) throws Exception {
    TestFiles.write(root.resolve("a"), 1, 10);
    String seed = Integer.toString(ThreadLocalRandom.current().nextInt());
    ChildJvm.Result said =
        ChildJvm.startedBy()
            .run(
                Map.of(),
                ManifestFuzz.class,
                root.toString(),
                format,
                seed,
                Integer.toString(ROUNDS));
    assertThat(said.exit()).as("first seed " + seed + ": " + said.output()).isZero();
    assertThat(Integer.parseInt(said.value("listed"))).as(said.output()).isPositive();
    assertThat(Integer.parseInt(said.value("refused"))).as(said.output()).isPositive();
  }
}
