package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.engine.PreadEngine;
import io.uring.connector.core.engine.ReadEngine;
import io.uring.connector.core.engine.uring.UringEngine;
import io.uring.connector.core.engine.uring.UringUnavailableException;
import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.testing.RequiresUring;
import io.uring.connector.core.testing.TestFiles;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every engine and every binding does alike, part by part: each subclass names one, and runs
 * all of it.
 */
@Tag("engine")
abstract class ReadEngineContract
    implements ReadsExactBytes,
        ReadsChunks,
        CutsBatches,
        ReadsOddNames,
        NamesFailures,
        NoticesChanges,
        TrustsSettledFolders,
        SharesOpenFiles,
        ReadsAroundTheCache,
        SkipsByPolicy,
        KeepsFailedRows,
        StopsEarly,
        KeepsBudget,
        LandsBatches,
        TakesMore,
        ReadsForItsCaller,
        CountsWork,
        TellsFlightRecorder {
  private final EngineChoice engine;
  private final BindingChoice binding;
  private long heldBefore;

  ReadEngineContract(EngineChoice engine, BindingChoice binding) {
    this.engine = engine;
    this.binding = binding;
  }

  @BeforeEach
  void requireEngine() {
    if (engine == EngineChoice.URING) {
      RequiresUring.assume(binding);
    }
    heldBefore = SlabPool.jvm().heldBytes();
  }

  /** A reader that has ended holds nothing, however it ended. */
  @AfterEach
  void nothingIsHeld() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(
            () -> assertThat(SlabPool.jvm().heldBytes()).isLessThanOrEqualTo(heldBefore));
  }

  @Override
  public ReadOptions.Builder options() {
    return ReadOptions.builder().engine(engine).binding(binding);
  }

  @Override
  public ReadEngine openEngine(int threads, int queueDepth) {
    try {
      return engine == EngineChoice.NIO
          ? new PreadEngine(threads, () -> UringEngine.blockingCalls(binding))
          : UringEngine.open(binding, threads, queueDepth);
    } catch (UringUnavailableException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldSayWhatReads(@TempDir Path folder) throws Exception {
    Path file = TestFiles.write(folder.resolve("file"), 1, 10);
    try (BatchReader reader = scan(TestFiles.whole(file)).open()) {
      assertThat(reader.engine()).isEqualTo(name());
      assertThat(reader.fallbackReason()).isNull();
    }
  }
}
