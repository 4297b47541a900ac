package io.uring.connector.flink.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSplitStateTest {
  private final FileTable files = files(0, 1, 99, 100, 101, 250, 0, 1000, 7, 0);

  @Test
  void shouldLeaveAllBeforeTheFirstRow() {
    final FileSplit split = new FileSplit("7", RequestList.wholeFiles(files));
    assertThat(new FileSplitState(split).split()).isSameAs(split);
  }

  /** Whatever has been read, and however often that was written down: the rest is the rest. */
  @ParameterizedTest
  @CsvSource({"2147483647, false", "100, false", "33, false", "1, false", "100, true", "33, true"})
  void shouldLeaveTheRowsThatAreNotOut(final int chunk, final boolean isRanges) throws Exception {
    final RequestList requests = isRanges ? ranges() : RequestList.wholeFiles(files);
    final RequestList cut = requests.chunks(chunk);
    final List<String> all = RandomRequests.told(cut);
    for (int done = 1; done <= cut.size(); done++) {
      final FileSplit once = rest(new FileSplit("7", requests), chunk, done);
      assertThat(rows(once, chunk)).isEqualTo(all.subList(done, all.size()));
      for (int more = 1; more <= Math.min(3, cut.size() - done); more++) {
        final FileSplit twice = rest(once, chunk, more);
        assertThat(twice.splitId()).isEqualTo("7");
        assertThat(rows(twice, chunk)).isEqualTo(all.subList(done + more, all.size()));
      }
    }
  }

  /** Rows that are left out by their failures are done, once a later one is out. */
  @Test
  void shouldPassOverRowsThatWereLeftOut() {
    final RequestList requests = RequestList.wholeFiles(files);
    final FileSplitState state = new FileSplitState(new FileSplit("7", requests));
    state.advance(requests, 4);
    assertThat(RandomRequests.told(state.split().requests()))
        .isEqualTo(RandomRequests.told(requests).subList(5, 10));
    assertThat(state.filesLeft()).isEqualTo(5);
    assertThat(state.bytesLeft()).isEqualTo(250 + 1000 + 7);
  }

  /** Advances row by row, as a reader does, and writes down what is left. */
  private static FileSplit rest(final FileSplit split, final int chunk, final int rows)
      throws Exception {
    final FileSplitState state = new FileSplitState(split);
    final RequestList cut = split.requests().chunks(chunk);
    for (int row = 0; row < rows; row++) {
      state.advance(cut, row);
    }
    final FileSplitSerializer serializer = FileSplitSerializer.INSTANCE;
    return serializer.deserialize(serializer.getVersion(), serializer.serialize(state.split()));
  }

  private static List<String> rows(final FileSplit split, final int chunk) {
    return RandomRequests.told(split.requests().chunks(chunk));
  }

  private RequestList ranges() {
    return RequestList.ranges(
        files,
        new int[] {7, 7, 3, 5, 0, 7},
        new long[] {0, 500, 50, 0, 0, 1},
        new long[] {500, 500, 50, 0, 0, 2});
  }

  private static FileTable files(final long... sizes) {
    final FileTable.Builder table = FileTable.builder();
    final int folder = table.addDirectory("/d".getBytes(StandardCharsets.UTF_8), 1);
    final List<Long> all = new ArrayList<>();
    for (final long size : sizes) {
      final String name = "f" + all.size();
      table.add(folder, name.getBytes(StandardCharsets.UTF_8), size, 5, false, true);
      all.add(size);
    }
    return table.build();
  }
}
