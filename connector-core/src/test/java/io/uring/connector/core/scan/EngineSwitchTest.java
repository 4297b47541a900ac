package io.uring.connector.core.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.testing.TestFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator's switch decides over what a job asks for. */
@Tag("engine")
class EngineSwitchTest {
  @AfterEach
  void unset() {
    System.clearProperty("uring.engine");
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, auto, AUTO",
    "URING, auto, URING",
    "NIO, auto, NIO",
    "AUTO, uring, URING",
    "NIO, uring, URING",
    "URING, ' Uring ', URING",
    "AUTO, NIO, NIO",
    "NIO, nio, NIO",
    "URING, ' ', URING"
  })
  void shouldDecide(EngineChoice asked, String property, EngineChoice expected) {
    System.setProperty("uring.engine", property);
    assertThat(EngineSwitch.apply(asked)).isEqualTo(expected);
  }

  @Test
  void shouldRefuseADemandAgainstTheSwitch() {
    System.setProperty("uring.engine", "nio");
    assertThatThrownBy(() -> EngineSwitch.apply(EngineChoice.URING))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "option engine=uring cannot be had: the system property uring.engine says nio; unset"
                + " it, or set engine=auto");
  }

  @Test
  void shouldRefuseAnotherWord() {
    System.setProperty("uring.engine", "fast");
    assertThatThrownBy(() -> EngineSwitch.apply(EngineChoice.AUTO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("system property uring.engine must be auto, uring or nio, not fast");
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_21, disabledReason = "the Java is new enough for Panama")
  void shouldSayThatABindingNeedsANewerJava() throws Exception {
    ReadOptions options =
        ReadOptions.builder().engine(EngineChoice.URING).binding(BindingChoice.SYSCALL).build();
    FileScan scan = FileScan.of(TestFiles.whole()).options(options);
    assertThatThrownBy(scan::open)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "option engine=uring cannot be had: binding=syscall needs Java 22 or newer, this is"
                + " Java ")
        .hasMessageContaining("use binding=jna or auto");
  }
}
