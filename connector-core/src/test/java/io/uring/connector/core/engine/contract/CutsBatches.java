package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where batches end: by bytes, by rows, and around a file that is larger than a batch. */
interface CutsBatches extends EngineUnderTest {
  @Test
  default void shouldCutByBytes(@TempDir Path folder) throws Exception {
    // Three of these fill 64 KiB to the last byte but one.
    List<Path> files = TestFiles.writeMany(folder, 20, (64 << 10) / 3);
    assertThat(rowsOfBatches(files, options().batchBytes(64 << 10)))
        .containsExactly(3, 3, 3, 3, 3, 3, 2);
  }

  @Test
  default void shouldFillABatchToItsLastByte(@TempDir Path folder) throws Exception {
    List<Path> files = TestFiles.writeMany(folder, 9, 16 << 10);
    assertThat(rowsOfBatches(files, options().batchBytes(64 << 10))).containsExactly(4, 4, 1);
  }

  @Test
  default void shouldCutByRows(@TempDir Path folder) throws Exception {
    List<Path> files = TestFiles.writeMany(folder, 23, 10);
    assertThat(rowsOfBatches(files, options().batchRows(7))).containsExactly(7, 7, 7, 2);
  }

  @Test
  default void shouldReadALargerFileAsABatchOfItsOwn(@TempDir Path folder) throws Exception {
    List<Path> files = new ArrayList<>();
    int[] sizes = {100, 100, 3_000_000, 0, 100, 200_000, 200_000, 5};
    for (int i = 0; i < sizes.length; i++) {
      files.add(TestFiles.write(folder.resolve("file" + i), i, sizes[i]));
    }
    assertThat(rowsOfBatches(files, options().batchBytes(128 << 10)))
        .containsExactly(2, 1, 2, 1, 1, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  default void shouldKeepPlanOrderWithSeveralThreads(int threads, @TempDir Path folder)
      throws Exception {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      // Large ones between small ones, so that later batches are done first.
      files.add(TestFiles.write(folder.resolve("file" + i), i, size(i)));
    }
    RequestList requests = TestFiles.whole(files);
    ReadOptions options =
        options().threads(threads).queueDepth(4).batchBytes(64 << 10).batchRows(5).build();
    for (int round = 0; round < 3; round++) {
      Scans.assertRows(
          Scans.rows(scan(requests).options(options)),
          requests,
          i -> TestFiles.content(i, size(i)));
    }
  }

  private static int size(int file) {
    return file % 10 == 0 ? 1_500_000 : 100 * file;
  }

  private List<Integer> rowsOfBatches(List<Path> files, ReadOptions.Builder options)
      throws Exception {
    List<Integer> rows = new ArrayList<>();
    int next = 0;
    try (BatchReader reader = scan(TestFiles.whole(files)).options(options.build()).open()) {
      for (FileBatch batch = reader.next(); batch != null; batch = reader.next()) {
        try (FileBatch open = batch) {
          rows.add(open.rows());
          int bytes = 0;
          for (Scans.Row row : Scans.rows(open)) {
            assertThat(row.request()).isEqualTo(next);
            assertThat(row.content())
                .isEqualTo(TestFiles.content(next, (int) requestLength(open, next)));
            bytes += row.content().length;
            next++;
          }
          assertThat(open.contentBytes()).isEqualTo(bytes);
        }
      }
    }
    return rows;
  }

  private static long requestLength(FileBatch batch, int request) {
    return batch.requests().length(request);
  }
}
