package io.uring.connector.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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

  @Test
  void shouldCutChunks() {
    RequestList chunks = RequestList.wholeFiles(files).chunks(40);
    assertThat(all(chunks))
        .containsExactly(
            new Piece(new ReadRequest("/d/0", 0, 40), 0, 100),
            new Piece(new ReadRequest("/d/0", 40, 40), 1, 100),
            new Piece(new ReadRequest("/d/0", 80, 20), 2, 100),
            new Piece(new ReadRequest("/d/1", 0, 0), 0, 0),
            new Piece(new ReadRequest("/d/2", 0, 40), 0, 50),
            new Piece(new ReadRequest("/d/2", 40, 10), 1, 50));
    assertThat(chunks.isWholeFiles()).isFalse();
    assertThat(chunks.totalLength()).isEqualTo(150);
    assertThat(chunks.extent(2)).isEqualTo(20);
    assertThat(all(RequestList.wholeFiles(files).heads(60).chunks(50)))
        .contains(new Piece(new ReadRequest("/d/0", 50, 10), 1, 100));
    assertThat(
            all(
                RequestList.ranges(files, new int[] {2}, new long[] {5}, new long[] {20})
                    .chunks(15)))
        .containsExactly(
            new Piece(new ReadRequest("/d/2", 5, 15), 0, 20),
            new Piece(new ReadRequest("/d/2", 20, 5), 1, 20));
  }

  @Test
  void shouldLeaveAloneWhatIsNoLargerThanAChunk() {
    RequestList whole = RequestList.wholeFiles(files);
    assertThat(whole.chunks(100)).isSameAs(whole);
    assertThat(whole.chunks(Integer.MAX_VALUE)).isSameAs(whole);
    assertThat(whole.heads(10).chunks(10).isWholeFiles()).isFalse();
    RequestList chunks = whole.chunks(7);
    assertThat(chunks.chunks(7)).isSameAs(chunks);
    assertThat(chunks.slice(1, 4).chunks(7).size()).isEqualTo(3);
    assertThatThrownBy(() -> chunks.chunks(8)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> chunks.heads(8)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseMoreChunksThanAScanCanHave() {
    RequestList large = RequestList.wholeFiles(files(5L << 30));
    assertThatThrownBy(() -> large.chunks(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "option chunkSize=2 cuts the files into more rows than the 2147483647 that a scan can"
                + " have: raise chunkSize");
    RequestList chunks = large.chunks(3);
    assertThat(chunks.size()).isEqualTo(1_789_569_707);
    assertThat(chunks.get(1_789_569_706)).isEqualTo(new ReadRequest("/d/0", (5L << 30) - 2, 2));
  }

  @Test
  void shouldKnowTheSameChunks() {
    RequestList chunks = RequestList.wholeFiles(files).chunks(40);
    assertThat(chunks.sameRequests(RequestList.wholeFiles(files).chunks(40))).isTrue();
    assertThat(chunks.sameRequests(RequestList.wholeFiles(files).chunks(41))).isFalse();
    assertThat(chunks.sameRequests(RequestList.wholeFiles(files))).isFalse();
    assertThat(RequestList.wholeFiles(files).sameRequests(chunks)).isFalse();
    assertThat(chunks.slice(0, 2).sameRequests(chunks.slice(1, 3))).isFalse();
    assertThat(chunks.select(new int[] {0, 1}).sameRequests(chunks.select(new int[] {0, 2})))
        .isFalse();
    assertThat(chunks.select(new int[] {2, 0}).sameRequests(chunks.select(new int[] {2, 0})))
        .isTrue();
  }

  /** Whatever is done to a list of chunks, it is as if they had all been stored. */
  @Test
  void shouldSliceAndSelectChunks() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      long[] lengths = random.longs(1 + random.nextInt(9), 0, 60).toArray();
      RequestList list = RequestList.wholeFiles(files(lengths));
      if (random.nextBoolean()) {
        int[] file = random.ints(random.nextInt(9), 0, lengths.length).toArray();
        long[] offset = new long[file.length];
        long[] length = new long[file.length];
        for (int i = 0; i < file.length; i++) {
          offset[i] = random.nextInt((int) lengths[file[i]] + 1);
          length[i] = random.nextInt((int) (lengths[file[i]] - offset[i]) + 1);
        }
        list = RequestList.ranges(list.files(), file, offset, length);
      }
      if (random.nextInt(4) == 0) {
        list = list.heads(1 + random.nextInt(60));
      }
      list = list.chunks(1 + random.nextInt(30));
      List<Piece> expected = all(list);
      for (int step = random.nextInt(5); step > 0; step--) {
        if (random.nextBoolean()) {
          int from = random.nextInt(list.size() + 1);
          int to = from + random.nextInt(list.size() - from + 1);
          list = list.slice(from, to);
          expected = expected.subList(from, to);
        } else if (list.size() > 0) {
          int[] some = random.ints(random.nextInt(20), 0, list.size()).toArray();
          list = list.select(some);
          List<Piece> before = expected;
          expected = Arrays.stream(some).mapToObj(before::get).toList();
        }
        assertThat(all(list)).as("seed %d", seed).isEqualTo(expected);
      }
    }
  }

  /** All that is known of a request. */
  private record Piece(ReadRequest request, int chunk, long uncutLength) {}

  private static List<Piece> all(RequestList list) {
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      pieces.add(new Piece(list.get(i), list.chunk(i), list.uncutLength(i)));
    }
    return pieces;
  }

  private static FileTable files(long... lengths) {
    FileTable.Builder builder = FileTable.builder();
    for (int i = 0; i < lengths.length; i++) {
      builder.addPath(("/d/" + i).getBytes(US_ASCII), lengths[i], 0, false);
    }
    return builder.build();
  }
}
