package io.uring.connector.core.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.testing.ChildJvm;
import io.uring.connector.core.testing.ColdFiles;
import io.uring.connector.core.testing.RequiresUring;
import io.uring.connector.core.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever leaves while reads are pending is not held back, nor is the memory of its classes. */
@Tag("engine")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class AbandonedReadsTest {
  @TempDir Path folder;
  private ColdFiles cold;

  @BeforeEach
  void write() throws IOException {
    RequiresUring.assume(BindingChoice.AUTO);
    TestFiles.writeMany(folder, 60, 1_000_000);
    cold = ColdFiles.keep(folder);
  }

  @AfterEach
  void warm() throws IOException {
    if (cold != null) {
      cold.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "URING, return",
    "URING, exit",
    "URING, close",
    "NIO, return",
    "NIO, exit",
    "NIO, close"
  })
  void shouldLetTheJvmEnd(EngineChoice engine, String way) throws Exception {
    ChildJvm.Result result =
        ChildJvm.startedBy()
            .run(Map.of(), PendingProgram.class, folder.toString(), engine.name(), way);
    assertThat(result.value("leaving")).as(result.output()).isNotNull();
    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(result.output()).doesNotContain("Exception", "quarantine");
  }

  @Test
  @EnabledForJreRange(
      minVersion = 22,
      disabledReason =
          "JNA keeps its class loader by a thread of its own, as long as it has a library")
  void shouldLetTheClassLoaderGo() throws Exception {
    ChildJvm.Result result =
        ChildJvm.startedBy()
            // The JDK remembers method handles of records softly, and classes with them.
            .jvmOptions("-XX:SoftRefLRUPolicyMSPerMB=0")
            .run(Map.of(), UnloadProgram.class, folder.toString());
    assertThat(result.value("began")).as(result.output()).isEqualTo("true");
    assertThat(result.value("collected")).as(result.output()).isEqualTo("true");
    assertThat(result.value("holds")).as(result.output()).isNull();
    assertThat(result.exit()).isZero();
  }
}
