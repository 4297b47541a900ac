package io.uring.connector.core.engine.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.RawPath;
import io.uring.connector.core.memory.SlabPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A ring that does not bring a known file's bytes is not trusted, and nothing of it stays. */
@Timeout(60)
class ProbeTest {
  private static final Path KNOWN = Path.of(System.getProperty("java.home"), "release");

  private final SimulatedKernel kernel = new SimulatedKernel(new SplittableRandom(1));
  private final long held = SlabPool.jvm().heldBytes();
  private SimulatedFiles.File file;

  /** A file that looks like the known one; its bytes are the simulation's own. */
  @BeforeEach
  void show() throws Exception {
    file = kernel.files.add(RawPath.bytes(KNOWN));
    file.size = Files.size(KNOWN);
    file.modifiedNanos = Files.getLastModifiedTime(KNOWN).to(TimeUnit.NANOSECONDS);
    kernel.files.add(RawPath.bytes(KNOWN.getParent())).mode = SimulatedFiles.FOLDER;
  }

  @Test
  void shouldNotTrustARingThatBringsOtherBytes() {
    assertRefused("the probe read other bytes than the file has: " + KNOWN, false);
  }

  @Test
  void shouldNotTrustARingWhoseReadsFail() {
    file.badFrom = 0;
    assertRefused(
        "the probe's read failed: read failed: errno=EIO(5), file="
            + KNOWN
            + ", offset=0, length="
            + file.size,
        false);
  }

  @Test
  void shouldNotTrustARingThatBringsAPart() {
    file.size--;
    assertRefused("the probe's read failed: read failed: errno=ESTALE(116), file=" + KNOWN, false);
  }

  @Test
  void shouldNotTrustARingWhoseReadsDoNotEnd() {
    file.hangs = true;
    kernel.chances.cancelable = 1;
    assertRefused("the probe's read did not end within 20 s", true);
  }

  private void assertRefused(String reason, boolean isPassing) {
    assertThatThrownBy(() -> UringEngine.open(() -> kernel, 1, 8))
        .isInstanceOfSatisfying(
            UringUnavailableException.class,
            refused -> assertThat(refused.isPassing()).isEqualTo(isPassing))
        .hasMessageStartingWith(reason);
    assertThat(kernel.leaks()).isEmpty();
    assertThat(kernel.violations()).isEmpty();
    assertThat(SlabPool.jvm().heldBytes()).isEqualTo(held);
  }
}
