package io.uring.connector.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

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
    List<byte[]> names = new ArrayList<>();
    int alphabet = 1 + random.nextInt(255);
    int longest = 1 + random.nextInt(30);
    for (int i = 0; i < 500; i++) {
      byte[] name = new byte[1 + random.nextInt(longest)];
      for (int j = 0; j < name.length; j++) {
        name[j] = (byte) (1 + random.nextInt(alphabet));
      }
      names.add(name);
    }
    assertSorted(names);
  }

  @Test
  void shouldPutTheShorterOfTwoAlikeFirst() {
    assertSorted(strings("a", "ab", "abc", "abcd", "abcde", "abcdefgh", "abcdefghi", "b"));
  }

  @Test
  void shouldPutBytesAboveAsciiLast() {
    assertSorted(strings("\u0001", "a", "z", "\u007f", "\u0080", "\u00ff", "a\u00ff", "a\u0001"));
  }

  @Test
  void shouldSortNamesThatShareALongStart() {
    List<byte[]> names = new ArrayList<>(strings("0"));
    for (int i = 0; i < 20_000; i++) {
      names.add(
          ("a-rather-long-name-of-a-picture-" + i * 7919L % 20_000 + ".jpeg").getBytes(ISO_8859_1));
    }
    Collections.shuffle(names, new Random(1));
    assertSorted(names);
  }

  @Test
  void shouldKeepTheOrderOfEqualNames() {
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> assertSorted(strings("same", "other", "same", "sam", "other", "same")));
  }

  private static void assertSorted(List<byte[]> names) {
    FileTable.Builder builder = FileTable.builder();
    // In two folders, and as a part of a longer table: neither is to matter.
    builder.addPath("/x/zzz".getBytes(ISO_8859_1), 0, 0, false);
    int folder = builder.addDirectory("/d".getBytes(ISO_8859_1));
    for (int i = 0; i < names.size(); i++) {
      builder.add(folder, names.get(i), i, 0, false);
    }
    FileTable sorted = builder.build().slice(1, 1 + names.size()).sortedByName();
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      expected.add(i);
    }
    expected.sort((a, b) -> Arrays.compareUnsigned(names.get(a), names.get(b)));
    List<Integer> found = new ArrayList<>();
    for (int file = 0; file < sorted.size(); file++) {
      found.add((int) sorted.length(file));
    }
    assertThat(found).isEqualTo(expected);
  }

  private static List<byte[]> strings(String... names) {
    return Arrays.stream(names).map(name -> name.getBytes(ISO_8859_1)).toList();
  }
}
