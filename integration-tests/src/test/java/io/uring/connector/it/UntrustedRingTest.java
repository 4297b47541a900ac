package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.it.ChildJvm.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file that is read as a probe comes back with other bytes: blocking reads serve instead. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class UntrustedRingTest {
  private static final int FILES = 20;

  /** What reads the file as it is, for comparison: its bytes, and its end. */
  private static final int FIRST_READS = 2;

  @TempDir Path temporary;

  @Test
  void shouldFallBackWhereTheProbeReadsOtherBytes() throws Exception {
    Requirement.uring();
    final Path known = Path.of(System.getProperty("java.home"), "release");
    final ContentTree tree = new ContentTree(temporary.resolve("data")).withMany(FILES, 1000);
    try (FaultyFiles files = FaultyFiles.mountIn(temporary)) {
      files.add("release", Files.copy(known, temporary.resolve("release")));
      files.with("release", Map.of("garble", FIRST_READS));
      final Said said =
          new ChildJvm(FallbackProbe.class)
              // Nobody but the child sees this.
              .launcher("unshare", "--mount", "--propagation", "private")
              .launcher("sh", "-c", "mount --bind $1 $2 && shift 2 && exec \"$@\"", "sh")
              .launcher(files.file("release").toString(), known.toString())
              .run(tree.path(), "splitBytes", "1m");
      final String reason = "the probe read other bytes than the file has: " + known;
      assertThat(said.value("after")).contains("ran=nio because " + reason);
      assertThat(said.value("fallbacks")).isEqualTo(said.value("tasks"));
      assertThat(said.value("rows")).isEqualTo(Integer.toString(FILES));
    }
  }
}
