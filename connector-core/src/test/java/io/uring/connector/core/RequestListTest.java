package io.uring.connector.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestListTest {
  private final FileTable files = files(100, 0, 50);

  @Test
  void shouldReadFilesWhole() {
    RequestList whole = RequestList.wholeFiles(files);
    assertThat(whole.size()).isEqualTo(3);
    assertThat(whole.get(0)).isEqualTo(new ReadRequest("/d/0", 0, 100));
    assertThat(whole.get(1)).isEqualTo(new ReadRequest("/d/1", 0, 0));
    assertThat(whole.file(2)).isEqualTo(2);
  }

  @Test
  void shouldKeepRangesAsTheyAre() {
    int[] file = {2, 0, 2};
    RequestList list =
        RequestList.ranges(files, file, new long[] {50, 7, 0}, new long[] {0, 13, 50});
    file[0] = 0;
    assertThat(list.get(0)).isEqualTo(new ReadRequest("/d/2", 50, 0));
    assertThat(list.get(1)).isEqualTo(new ReadRequest("/d/0", 7, 13));
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "0, 101", "100, 1", "1, -1", "9223372036854775807, 1"})
  void shouldRefuseARangeOutsideOfItsFile(long offset, long length) {
    assertThatThrownBy(
            () ->
                RequestList.ranges(files, new int[] {0}, new long[] {offset}, new long[] {length}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "range must be within the file: file=/d/0, offset="
                + offset
                + ", length="
                + length
                + ", size=100");
  }

  @Test
  void shouldRefuseArraysOfOtherLengths() {
    assertThatThrownBy(() -> RequestList.ranges(files, new int[1], new long[2], new long[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("arrays must be of equal length: file=1, offset=2, length=1");
  }

  @Test
  void shouldKnowTheSameRequests() {
    RequestList whole = RequestList.wholeFiles(files);
    assertThat(whole.sameRequests(RequestList.wholeFiles(files(100, 0, 50)))).isTrue();
    assertThat(whole.sameRequests(RequestList.wholeFiles(files(100, 0, 51)))).isFalse();
    assertThat(whole.sameRequests(whole.slice(0, 2))).isFalse();
    assertThat(whole.sameRequests(whole.heads(60))).isFalse();
    assertThat(whole.select(new int[] {0, 2}).sameRequests(whole.select(new int[] {0, 2})))
        .isTrue();
    RequestList range = RequestList.ranges(files, new int[] {2}, new long[] {5}, new long[] {7});
    assertThat(range.sameRequests(range.slice(0, 1))).isFalse();
    assertThat(range.select(new int[] {0}).sameRequests(range.slice(0, 1))).isTrue();
    assertThat(
            range.sameRequests(
                RequestList.ranges(files, new int[] {2}, new long[] {6}, new long[] {7})))
        .isFalse();
  }

  @Test
  void shouldCutHeads() {
    RequestList heads = RequestList.wholeFiles(files).heads(60);
    assertThat(heads.get(0)).isEqualTo(new ReadRequest("/d/0", 0, 60));
    assertThat(heads.get(1)).isEqualTo(new ReadRequest("/d/1", 0, 0));
    assertThat(heads.get(2)).isEqualTo(new ReadRequest("/d/2", 0, 50));
    assertThat(heads.files().length(0)).isEqualTo(100);
  }

  @Test
  void shouldSelect() {
    RequestList some = RequestList.wholeFiles(files).select(new int[] {2, 0});
    assertThat(some.get(0)).isEqualTo(new ReadRequest("/d/2", 0, 50));
    assertThat(some.get(1)).isEqualTo(new ReadRequest("/d/0", 0, 100));
    RequestList ranges =
        RequestList.ranges(files, new int[] {0, 2, 0}, new long[] {1, 2, 3}, new long[] {4, 5, 6})
            .select(new int[] {2, 1, 2});
    assertThat(ranges.files().size()).isEqualTo(2);
    assertThat(ranges.get(0)).isEqualTo(new ReadRequest("/d/0", 3, 6));
    assertThat(ranges.get(1)).isEqualTo(new ReadRequest("/d/2", 2, 5));
    assertThat(ranges.get(2)).isEqualTo(new ReadRequest("/d/0", 3, 6));
  }

  @Test
  void shouldSlice() {
    RequestList whole = RequestList.wholeFiles(files).heads(60).slice(1, 3);
    assertThat(whole.size()).isEqualTo(2);
    assertThat(whole.get(1)).isEqualTo(new ReadRequest("/d/2", 0, 50));
    assertThat(whole.heads(70).slice(0, 1).get(0)).isEqualTo(new ReadRequest("/d/1", 0, 0));

    FileTable many = files(new long[100]);
    int[] file = {7, 9, 8, 7, 50, 99};
    RequestList ranges = RequestList.ranges(many, file, new long[6], new long[6]);
    RequestList near = ranges.slice(0, 4);
    RequestList far = ranges.slice(3, 6);
    for (int i = 0; i < 4; i++) {
      assertThat(near.get(i)).isEqualTo(ranges.get(i));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(far.get(i)).isEqualTo(ranges.get(3 + i));
    }
    assertThat(near.files().size()).isEqualTo(3);
    assertThat(far.files().size()).isEqualTo(3);
    assertThat(ranges.slice(2, 2).size()).isZero();
    assertThat(ranges.slice(2, 2).files().size()).isZero();
  }

  private static FileTable files(long... lengths) {
    FileTable.Builder builder = FileTable.builder();
    for (int i = 0; i < lengths.length; i++) {
      builder.addPath(("/d/" + i).getBytes(US_ASCII), lengths[i], 0, false);
    }
    return builder.build();
  }
}
