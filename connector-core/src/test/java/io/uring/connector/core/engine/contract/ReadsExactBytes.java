package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.scan.FileScan;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes: all of them, from the right place, in plan order. */
interface ReadsExactBytes extends EngineUnderTest {
  int KIB = 1 << 10;
  int MIB = 1 << 20;

  int[] SIZES = {
    0,
    1,
    4095,
    4096,
    4097,
    64 * KIB - 1,
    64 * KIB,
    64 * KIB + 1,
    MIB - 1,
    MIB,
    MIB + 1,
    5 * MIB,
    40 * MIB,
    0,
    3
  };

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 64", "3, 5"})
  default void shouldReadFilesOfEverySize(int threads, int depth, @TempDir Path folder)
      throws Exception {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < SIZES.length; i++) {
      files.add(TestFiles.write(folder.resolve("file" + i), i, SIZES[i]));
    }
    RequestList requests = TestFiles.whole(files);
    FileScan scan = scan(requests).options(options().threads(threads).queueDepth(depth).build());

    Scans.assertRows(Scans.rows(scan), requests, i -> TestFiles.content(i, SIZES[i]));
  }

  @Test
  default void shouldReadManyFilesInPlanOrder(@TempDir Path folder) throws Exception {
    List<Path> files = TestFiles.writeMany(folder, 5000, 700);
    RequestList requests = TestFiles.whole(files);

    Scans.assertRows(Scans.rows(scan(requests)), requests, i -> TestFiles.content(i, 700));
  }

  @Test
  default void shouldReadRangesFromEveryOffsetInAPage(@TempDir Path folder) throws Exception {
    int size = 5 * 4096 + 123;
    FileTable table = TestFiles.table(List.of(TestFiles.write(folder.resolve("file"), 7, size)));
    int count = 2 * 4096;
    long[] offset = new long[count];
    long[] length = new long[count];
    for (int i = 0; i < 4096; i++) {
      offset[i] = i + 4096 * (i % 4);
      length[i] = Math.min(i * 7919L % 9000, size - offset[i]);
      // Tails, the last ones empty.
      offset[4096 + i] = size - 4095 + i;
      length[4096 + i] = 4095 - i;
    }
    RequestList requests = RequestList.ranges(table, new int[count], offset, length);

    Scans.assertRows(Scans.rows(scan(requests)), requests, i -> TestFiles.content(7, size));
  }

  @Test
  default void shouldReadLargeRangesOfLargeFiles(@TempDir Path folder) throws Exception {
    int size = 9 * MIB + 17;
    FileTable table =
        TestFiles.table(
            List.of(
                TestFiles.write(folder.resolve("a"), 0, size),
                TestFiles.write(folder.resolve("b"), 1, size)));
    int[] file = {1, 0, 1, 1, 0};
    long[] offset = {1, 4095, 3 * MIB - 1, 0, 9 * MIB};
    long[] length = {9 * MIB, 2 * MIB + 3, 4 * MIB + 2, size, 17};
    RequestList requests = RequestList.ranges(table, file, offset, length);

    Scans.assertRows(Scans.rows(scan(requests)), requests, i -> TestFiles.content(i, size));
  }

  @ParameterizedTest
  @CsvSource({"1", "4096", "100000", "99999999999"})
  default void shouldReadOnlyHeads(long headBytes, @TempDir Path folder) throws Exception {
    int[] sizes = {0, 1, 4097, 100_001, 2 * MIB};
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      files.add(TestFiles.write(folder.resolve("file" + i), i, sizes[i]));
    }
    RequestList requests = TestFiles.whole(files);
    FileScan scan = scan(requests).options(options().headBytes(headBytes).build());

    Scans.assertRows(
        Scans.rows(scan), requests.heads(headBytes), i -> TestFiles.content(i, sizes[i]));
  }

  @Test
  default void shouldReadNothingOfAnEmptyList() throws Exception {
    assertThat(Scans.rows(scan(TestFiles.whole()))).isEmpty();
  }
}
