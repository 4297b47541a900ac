package io.uring.connector.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.FailureMode.Outcome;
import io.uring.connector.core.ReadFailure.Kind;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Which trouble fails a scan, and which only its row. */
class FailureModeTest {
  @Test
  void shouldFailWithEverythingWhereNothingIsSaid() {
    ReadOptions options = ReadOptions.builder().build();
    assertThat(with(options, Outcome.FAIL)).containsExactlyInAnyOrder(Kind.values());
    assertThat(options.dropsRows()).isFalse();
  }

  @Test
  void shouldKeepEveryRowButThoseOfAnEngineThatGaveUp() {
    ReadOptions options = ReadOptions.builder().mode(FailureMode.PERMISSIVE).build();
    assertThat(with(options, Outcome.FAIL)).containsExactly(Kind.CANCELED);
    assertThat(with(options, Outcome.DROP)).isEmpty();
    assertThat(options.dropsRows()).isFalse();
  }

  @Test
  void shouldDropOnlyWhatTheFileIsToBlameFor() {
    ReadOptions options = ReadOptions.builder().mode(FailureMode.DROPMALFORMED).build();
    assertThat(with(options, Outcome.DROP))
        .containsExactlyInAnyOrder(
            Kind.MISSING, Kind.CHANGED, Kind.SPECIAL, Kind.CORRUPT, Kind.TOO_LARGE);
    assertThat(with(options, Outcome.KEEP)).isEmpty();
    assertThat(options.dropsRows()).isTrue();
  }

  @Test
  void shouldDropWhatIsSkippedWhateverTheMode() {
    for (FailureMode mode : FailureMode.values()) {
      ReadOptions options = ReadOptions.builder().mode(mode).skip(Kind.MISSING).build();
      assertThat(options.onFailure(Kind.MISSING)).isEqualTo(Outcome.DROP);
      assertThat(options.onFailure(Kind.CHANGED)).isEqualTo(mode.of(Kind.CHANGED));
      assertThat(options.dropsRows()).isTrue();
      assertThat(options.uncut().onFailure(Kind.MISSING)).isEqualTo(Outcome.DROP);
    }
  }

  private static EnumSet<Kind> with(ReadOptions options, Outcome outcome) {
    EnumSet<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (Kind kind : Kind.values()) {
      if (options.onFailure(kind) == outcome) {
        kinds.add(kind);
      }
    }
    return kinds;
  }
}
