package io.uring.connector.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SetDigestTest {

  @Test
  void shouldNotDependOnTheOrderOfFiles() {
    assertThat(digest("a", "one", "b", "two")).isEqualTo(digest("b", "two", "a", "one"));
  }

  @Test
  void shouldTellContentsThatWereSwapped() {
    assertThat(digest("a", "one", "b", "two")).isNotEqualTo(digest("a", "two", "b", "one"));
  }

  @Test
  void shouldTellPathFromContent() {
    assertThat(digest("ab", "c")).isNotEqualTo(digest("a", "bc"));
  }

  @Test
  void shouldTellOneFlippedBit() {
    assertThat(digest("a", "1")).isNotEqualTo(digest("a", "0"));
  }

  @Test
  void shouldAgreeWithTheProgramInC() {
    // From `ceiling --digest` for a file "hello" with "world" in it.
    assertThat(digest("hello", "world")).isEqualTo("1-5-32ce00566ccf60ca");
  }

  private static String digest(final String... pathsAndContents) {
    final SetDigest digest = new SetDigest();
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      digest.add(
          pathsAndContents[i],
          ByteBuffer.wrap(pathsAndContents[i + 1].getBytes(StandardCharsets.UTF_8)));
    }
    return digest.text();
  }
}
