package io.uring.connector.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class YoungFilesTest {
  private static final Fingerprint FILE = new Fingerprint(1, 1);

  private final YoungFiles young = new YoungFiles(100);

  @Test
  void shouldTakeAFileWhoseTimeIsLongAgoAtOnce() {
    assertThat(young.isComplete(FILE, 5, 900, 1000)).isTrue();
    assertThat(young.isComplete(FILE, 5, 901, 1000)).isFalse();
  }

  @Test
  void shouldTakeAFileOfTheFutureThatDoesNotChange() {
    assertThat(listed(5, 9999, 1000)).isFalse();
    assertThat(listed(5, 9999, 1099)).isFalse();
    assertThat(listed(6, 9999, 1100)).isFalse();
    assertThat(listed(6, 9998, 1150)).isFalse();
    assertThat(listed(6, 9998, 1249)).isFalse();
    assertThat(listed(6, 9998, 1250)).isTrue();
    assertThat(young.size()).isZero();
  }

  @Test
  void shouldWatchAnewWhatWasAway() {
    assertThat(listed(5, 9999, 1000)).isFalse();
    assertThat(young.size()).isEqualTo(1);
    young.endListing();
    assertThat(young.size()).isZero();
    assertThat(listed(5, 9999, 1200)).isFalse();
  }

  @Test
  void shouldTakeEverythingWhereNoAgeIsAskedFor() {
    assertThat(new YoungFiles(0).isComplete(FILE, 5, 9999, 1000)).isTrue();
  }

  private boolean listed(long length, long modified, long now) {
    boolean complete = young.isComplete(FILE, length, modified, now);
    young.endListing();
    return complete;
  }
}
