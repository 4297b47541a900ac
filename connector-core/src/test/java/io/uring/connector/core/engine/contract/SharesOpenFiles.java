package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges of one file share its open, in whatever order they come, and stay its own bytes. */
interface SharesOpenFiles extends EngineUnderTest {
  int RANGES = 1000;
  int RANGE_FILES = 5;
  int RANGE_FILE_LENGTH = 200_123;

  /** In which order ranges are asked for. */
  enum Order {
    FORWARDS,
    BACKWARDS,
    ANY,
    FROM_FILE_TO_FILE
  }

  @ParameterizedTest
  @ValueSource(strings = {"FORWARDS", "BACKWARDS", "ANY", "FROM_FILE_TO_FILE"})
  default void shouldReadRangesInAnyOrder(String order, @TempDir Path folder) throws Exception {
    RequestList requests = ranges(folder, Order.valueOf(order));
    for (int depth : new int[] {2, 64}) {
      ReadOptions options = options().threads(1).queueDepth(depth).build();
      Scans.assertRows(
          Scans.rows(scan(requests).options(options)),
          requests,
          file -> TestFiles.content(file, RANGE_FILE_LENGTH));
    }
  }

  @Test
  default void shouldNotOpenAFileForEachRange(@TempDir Path folder) throws Exception {
    RequestList requests = ranges(folder, Order.FORWARDS);
    ReadOptions options = options().threads(1).queueDepth(8).build();
    try (BatchReader reader = scan(requests).options(options).open()) {
      assertThat(Scans.rows(reader)).hasSize(RANGES);
      if (isRing()) {
        // A read each, and an open and advice where the file is not known to be open yet.
        assertThat(reader.counters().sum(Counter.SUBMISSIONS))
            .isBetween((long) RANGES, RANGES + RANGES / 2L);
      }
    }
  }

  /** A file that was open before it was replaced must not be taken for the new one, nor mixed. */
  @Test
  default void shouldNotMixAFileWithTheOneInItsPlace(@TempDir Path folder) throws Exception {
    for (int round = 0; round < 3; round++) {
      RequestList requests = ranges(folder, Order.FORWARDS);
      byte[] before = TestFiles.content(0, RANGE_FILE_LENGTH);
      ReadOptions options = options().batchRows(7).threads(1).queueDepth(4).build();
      try (BatchReader reader = scan(requests).options(options).open()) {
        for (FileBatch batch = reader.next(); batch != null; batch = reader.next()) {
          for (Scans.Row row : Scans.rows(batch)) {
            int from = (int) requests.offset(row.request());
            int to = from + (int) requests.length(row.request());
            assertThat(
                    row.file() != 0 || Arrays.equals(row.content(), 0, to - from, before, from, to))
                .as("%s", requests.get(row.request()))
                .isTrue();
          }
          boolean first = batch.request(0) == 0;
          batch.close();
          if (first) {
            Path other = TestFiles.write(folder.resolve("other"), 99, RANGE_FILE_LENGTH);
            Files.move(other, folder.resolve("000000"), StandardCopyOption.ATOMIC_MOVE);
          }
        }
      } catch (ReadException e) {
        assertThat(e).hasMessageContaining("it was rewritten or replaced");
      }
    }
  }

  private static RequestList ranges(Path folder, Order order) throws Exception {
    List<Path> paths = TestFiles.writeMany(folder, RANGE_FILES, RANGE_FILE_LENGTH);
    for (Path path : paths) {
      TestFiles.age(path);
    }
    FileTable table = TestFiles.table(paths);
    int[] file = new int[RANGES];
    long[] offset = new long[RANGES];
    long[] length = new long[RANGES];
    SplittableRandom random = new SplittableRandom(order.ordinal());
    int each = RANGES / RANGE_FILES;
    int step = RANGE_FILE_LENGTH / each;
    for (int i = 0; i < RANGES; i++) {
      int at =
          switch (order) {
            case FORWARDS -> i % each;
            case BACKWARDS -> each - 1 - i % each;
            case ANY -> random.nextInt(each);
            case FROM_FILE_TO_FILE -> i / RANGE_FILES;
          };
      file[i] =
          switch (order) {
            case FORWARDS, BACKWARDS -> i / each;
            case ANY -> random.nextInt(RANGE_FILES);
            case FROM_FILE_TO_FILE -> i % RANGE_FILES;
          };
      offset[i] = (long) at * step;
      // They overlap, touch, and leave gaps; the last ones end with the file.
      length[i] = Math.min(random.nextInt(2 * step), RANGE_FILE_LENGTH - offset[i]);
      if (at == each - 1) {
        length[i] = RANGE_FILE_LENGTH - offset[i];
      }
    }
    return RequestList.ranges(table, file, offset, length);
  }
}
