package io.uring.connector.core.engine.uring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times of statx are counted as {@link FileTime} counts them, which the listing uses. */
class StatxTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1500000000, 123456789",
    "-2, 500000000",
    "9223372036, 854775807",
    "9223372036, 854775808",
    "10413792000, 5",
    "-9223372036, 0",
    "-9223372037, 145224192",
    "-11676096000, 7"
  })
  void shouldCountNanosecondsAsTheJdk(long seconds, int nanos) {
    long expected = FileTime.from(Instant.ofEpochSecond(seconds, nanos)).to(TimeUnit.NANOSECONDS);
    assertThat(Statx.nanos(seconds, nanos)).isEqualTo(expected);
  }
}
