package io.uring.connector.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** As many threads read as keep the processors busy. */
class PaceTest {
  private static final int MOST = 1000;
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final Pace pace = new Pace(MOST);

  @Test
  void shouldStayAtTheProcessorsForCachedFiles() {
    rows(10_000, 4_000, 8_000);
    rows(10_000, 30_000, 110_000);
    rows(10_000, 400_000, 1 << 20);
    assertThat(pace.readers()).isEqualTo(PROCESSORS);
    assertThat(pace.isWaiting()).isFalse();
  }

  @Test
  void shouldNotHeedAThreadThatHadToYieldOnce() {
    rows(1000, 4_000, 8_000);
    rows(1, 3_000_000, 8_000);
    assertThat(pace.readers()).isLessThanOrEqualTo(PROCESSORS + PROCESSORS / 2);
  }

  @Test
  void shouldCallMoreTheLongerReadsWait() {
    rows(1000, 100_000, 8_000);
    int some = pace.readers();
    rows(1000, 10_000_000, 8_000);
    assertThat(some).isGreaterThan(4 * PROCESSORS);
    assertThat(pace.readers()).isGreaterThan(2 * some).isGreaterThan(20 * PROCESSORS);
    assertThat(pace.isWaiting()).isTrue();
  }

  @Test
  void shouldCallMoreWhereSomeFilesAreCached() {
    for (int i = 0; i < 1000; i++) {
      rows(4, 4_000, 8_000);
      rows(1, 300_000, 8_000);
    }
    assertThat(pace.readers()).isGreaterThan(4 * PROCESSORS);
  }

  @Test
  void shouldSlowDownWhenFilesAreCachedAgain() {
    rows(1000, 10_000_000, 8_000);
    rows(1000, 4_000, 8_000);
    assertThat(pace.readers()).isEqualTo(PROCESSORS);
  }

  @Test
  void shouldQuickenByOneUpToTheMost() {
    int readers = pace.readers();
    while (pace.quicken()) {
      assertThat(pace.readers()).isEqualTo(++readers);
    }
    assertThat(readers).isEqualTo(MOST);
  }

  @Test
  void shouldNotAskForMoreThanThereAre() {
    Pace one = new Pace(1);
    assertThat(one.took(10_000_000, 0)).isFalse();
    assertThat(one.quicken()).isFalse();
    assertThat(one.readers()).isEqualTo(1);
  }

  private void rows(int count, long nanos, int bytes) {
    for (int i = 0; i < count; i++) {
      pace.took(nanos, bytes);
    }
  }
}
