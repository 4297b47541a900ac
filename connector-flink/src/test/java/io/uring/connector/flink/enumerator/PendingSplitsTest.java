package io.uring.connector.flink.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadOption;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.flink.split.FileSplit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PendingSplitsTest {
  /** Whatever is cut and halved: each byte is in one split, and splits are in plan order. */
  @ParameterizedTest
  @CsvSource({"128m, 2147483647, 1", "1m, 2147483647, 3", "1m, 65536, 2", "128m, 4096, 8"})
  void shouldHandOutEachByteOnce(final String splitBytes, final int chunk, final int subtasks) {
    final RequestList requests = RequestList.wholeFiles(files(3000, 200_000));
    final PendingSplits pending = new PendingSplits(options(splitBytes, chunk), "");
    pending.add(requests);
    final List<FileSplit> taken = takeAll(pending, subtasks);
    assertThat(rows(taken, chunk)).isEqualTo(rows(List.of(new FileSplit("", requests)), chunk));
    assertThat(taken.stream().map(FileSplit::splitId)).doesNotHaveDuplicates();
    assertThat(taken.size()).isGreaterThanOrEqualTo(subtasks);
  }

  /** Whoever comes last does not wait for one who has most of the work. */
  @Test
  void shouldHandOutLessTowardsTheEnd() {
    final PendingSplits pending = new PendingSplits(options("128m", Integer.MAX_VALUE), "");
    pending.add(RequestList.wholeFiles(files(20_000, 4096)));
    final List<FileSplit> taken = takeAll(pending, 4);
    assertThat(taken.size()).isGreaterThan(8);
    final int first = taken.get(0).requests().size();
    final int last = taken.get(taken.size() - 1).requests().size();
    assertThat(last).isLessThan(first / 2);
  }

  @Test
  void shouldKeepWhatIsReadInNoTimeInOnePiece() {
    final PendingSplits pending = new PendingSplits(options("128m", Integer.MAX_VALUE), "");
    pending.add(RequestList.wholeFiles(files(200, 1000)));
    assertThat(takeAll(pending, 4)).hasSize(1);
  }

  @Test
  void shouldHandOutFirstWhatCameBack() {
    final PendingSplits pending = new PendingSplits(options("1m", Integer.MAX_VALUE), "");
    pending.add(RequestList.wholeFiles(files(1000, 20_000)));
    final FileSplit first = pending.take(1);
    final FileSplit second = pending.take(1);
    pending.addBack(List.of(first, second));
    assertThat(pending.take(1)).isSameAs(first);
    assertThat(pending.take(1)).isSameAs(second);
  }

  @Test
  void shouldGiveNoNameTwiceAfterARestore() throws Exception {
    final PendingSplits pending = new PendingSplits(options("1m", Integer.MAX_VALUE), "");
    pending.add(RequestList.wholeFiles(files(1000, 20_000)));
    final List<String> names = new ArrayList<>();
    names.add(pending.take(1).splitId());
    final FileEnumeratorStateSerializer serializer = new FileEnumeratorStateSerializer();
    final byte[] written =
        serializer.serialize(
            new FileEnumeratorState(
                List.of(pending.state(true, new byte[] {3})), new byte[] {1, 2}));
    final FileEnumeratorState state = serializer.deserialize(serializer.getVersion(), written);
    final HostFiles files = state.hosts().get(0);
    assertThat(files.hasListed()).isTrue();
    assertThat(files.rest()).containsExactly(3);
    assertThat(state.remembered()).containsExactly(1, 2);
    final PendingSplits restored = new PendingSplits(options("1m", Integer.MAX_VALUE), files);
    assertThat(restored.files()).isEqualTo(pending.files());
    restored.add(RequestList.wholeFiles(files(1000, 20_000)));
    takeAll(restored, 4).forEach(split -> names.add(split.splitId()));
    assertThat(new HashSet<>(names)).hasSameSizeAs(names);
  }

  private static List<FileSplit> takeAll(final PendingSplits pending, final int subtasks) {
    final List<FileSplit> taken = new ArrayList<>();
    for (FileSplit next = pending.take(subtasks); next != null; next = pending.take(subtasks)) {
      assertThat(next.requests().size()).isPositive();
      taken.add(next);
    }
    assertThat(pending.size()).isZero();
    assertThat(pending.files()).isZero();
    return taken;
  }

  private static List<String> rows(final List<FileSplit> splits, final int chunk) {
    final List<String> rows = new ArrayList<>();
    for (final FileSplit split : splits) {
      final RequestList cut = split.requests().chunks(chunk);
      for (int i = 0; i < cut.size(); i++) {
        rows.add(cut.get(i).toString());
      }
    }
    return rows;
  }

  private static ReadOptions options(final String splitBytes, final int chunk) {
    final ReadOptions.Builder options = ReadOptions.builder();
    options.set(ReadOption.SPLIT_BYTES, splitBytes);
    if (chunk != Integer.MAX_VALUE) {
      options.set(ReadOption.CHUNK_SIZE, Integer.toString(chunk));
    }
    return options.build();
  }

  private static FileTable files(final int count, final int most) {
    final Random random = new Random(3);
    final FileTable.Builder table = FileTable.builder();
    final int folder = table.addDirectory("/d".getBytes(StandardCharsets.UTF_8), 1);
    for (int i = 0; i < count; i++) {
      final byte[] name = ("f" + i).getBytes(StandardCharsets.UTF_8);
      table.add(folder, name, random.nextInt(most), 5, false, true);
    }
    return table.build();
  }
}
