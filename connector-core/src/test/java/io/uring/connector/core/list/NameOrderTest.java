package io.uring.connector.core.list;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.uring.connector.core.RawPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class NameOrderTest {
  @RepeatedTest(20)
  void shouldSortLikeUnsignedBytes(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<String> names = new ArrayList<>();
    int alphabet = 1 + random.nextInt(255);
    int longest = 1 + random.nextInt(30);
    for (int i = 0; i < 500; i++) {
      StringBuilder name = new StringBuilder();
      for (int left = random.nextInt(longest); left >= 0; left--) {
        char next = (char) (1 + random.nextInt(alphabet));
        name.append(next == '/' ? ' ' : next);
      }
      names.add(name.toString());
    }
    assertSorted(names);
  }

  @Test
  void shouldPutTheShorterOfTwoAlikeFirst() {
    assertSorted(List.of("abcdefghi", "ab", "abc", "a", "abcde", "abcdefgh", "abcd", "b"));
  }

  @Test
  void shouldPutBytesAboveAsciiLast() {
    assertSorted(List.of("\u00ff", "a", "z", "\u007f", "\u0080", "\u0001", "a\u00ff", "a\u0001"));
  }

  @Test
  void shouldSortNothingAndOne() {
    assertSorted(List.of());
    assertSorted(List.of("a"));
  }

  @Test
  void shouldSortNamesThatShareALongStart() {
    List<String> names = new ArrayList<>(List.of("0"));
    for (int i = 0; i < 20_000; i++) {
      names.add("a-rather-long-name-of-a-picture-" + i * 7919L % 20_000 + ".jpeg");
    }
    Collections.shuffle(names, new Random(1));
    assertSorted(names);
  }

  @Test
  void shouldTakeNamesThatAreInOrderAlready() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      names.add(String.format("%010d", i));
    }
    assertSorted(names);
    Collections.reverse(names);
    assertSorted(names);
  }

  @Test
  void shouldSortManyEqualNamesAsLongAsAnyMayBe() {
    assertSorted(Collections.nCopies(1_000, "x".repeat(255)));
  }

  /** Each character is one byte of a name. */
  private static void assertSorted(List<String> names) {
    List<RawName> raw = new ArrayList<>();
    for (String name : names) {
      raw.add(RawName.of(RawPath.of(("/" + name).getBytes(ISO_8859_1))));
    }
    RawName[] sorted =
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> NameOrder.sorted(raw));
    List<String> expected = new ArrayList<>(names);
    Collections.sort(expected);
    assertThat(Arrays.stream(sorted).map(name -> new String(name.bytes(), ISO_8859_1)))
        .containsExactlyElementsOf(expected);
  }
}
