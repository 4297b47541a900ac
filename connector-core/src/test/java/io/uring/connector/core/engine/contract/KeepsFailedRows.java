package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.DirectIo;
import io.uring.connector.core.FailureMode;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FailureVector;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.arrow.FileVectors;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.complex.StructVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row that is kept though it failed says why, and leaves its neighbours where they are. */
interface KeepsFailedRows extends EngineUnderTest {
  @ParameterizedTest
  @CsvSource({"2, AUTO", "4096, AUTO", "7, ALWAYS"})
  default void shouldKeepTheRowsThatFailed(int batchRows, DirectIo direct, @TempDir Path folder)
      throws Exception {
    List<Path> files = TestFiles.writeMany(folder, 60, 5000);
    for (Path file : files) {
      TestFiles.age(file);
    }
    RequestList requests = TestFiles.whole(files);
    List<Integer> lost = List.of(0, 1, 10, 20, 21, 22, 23, 59);
    for (int file : lost) {
      if (file % 2 == 0) {
        Files.delete(files.get(file));
      } else {
        Files.write(files.get(file), new byte[6000]);
      }
    }
    List<ReadFailure> told = new ArrayList<>();
    List<ReadFailure> seen = new ArrayList<>();
    ReadOptions options =
        options().batchRows(batchRows).directIo(direct).mode(FailureMode.PERMISSIVE).build();
    FileScan scan = scan(requests).options(options).onRejected(told::add);
    int next = 0;
    try (BatchReader reader = scan.open();
        RootAllocator allocator = new RootAllocator()) {
      for (FileBatch batch = reader.next(); batch != null; batch = reader.next()) {
        try (FileBatch open = batch;
            VarBinaryVector content = FileVectors.content("content", open, allocator);
            StructVector errors =
                FailureVector.of("e", List.of("offset", "errno", "class"), open, allocator)) {
          for (int row = 0; row < open.rows(); row++, next++) {
            assertThat(open.request(row)).isEqualTo(next);
            boolean isLost = lost.contains(next);
            byte[] expected = isLost ? new byte[0] : TestFiles.content(next, 5000);
            assertThat(Scans.bytes(open.content(row))).isEqualTo(expected);
            assertThat(content.isNull(row)).isEqualTo(isLost);
            assertThat(errors.isNull(row)).isEqualTo(!isLost);
            ReadFailure failure = open.failure(row);
            if (failure == null) {
              assertThat(content.get(row)).isEqualTo(expected);
            } else {
              seen.add(failure);
              assertThat(errors.getChild("class").getObject(row))
                  .hasToString(next % 2 == 0 ? "MISSING" : "CHANGED");
              assertThat(errors.getChild("errno").getObject(row))
                  .hasToString(next % 2 == 0 ? "ENOENT" : "ESTALE");
              assertThat(errors.getChild("offset").getObject(row)).isEqualTo(0L);
            }
          }
          assertThat(content.getNullCount()).isEqualTo(open.failedRows());
        }
      }
      assertThat(reader.counters().sum(Counter.FAILED)).isEqualTo(lost.size());
      assertThat(reader.counters().sum(Counter.SKIPPED)).isZero();
      assertThat(reader.counters().sum(Counter.FILES)).isEqualTo(60 - lost.size());
      assertThat(reader.counters().sum(Counter.BYTES)).isEqualTo(5000L * (60 - lost.size()));
    }
    assertThat(next).isEqualTo(60);
    assertThat(seen)
        .isEqualTo(told)
        .extracting(ReadFailure::file)
        .containsExactlyElementsOf(lost.stream().map(i -> files.get(i).toString()).toList());
  }

  /** Whoever gets the vector's buffer sees nothing that another file left there. */
  @Test
  default void shouldMoveNothingAndShowNothingBetweenRows(@TempDir Path folder) throws Exception {
    List<Path> files = TestFiles.writeMany(folder, 10, 1000);
    RequestList requests = TestFiles.whole(files);
    for (int lost : new int[] {0, 4, 5, 9}) {
      Files.delete(files.get(lost));
    }
    FileScan scan = scan(requests).options(options().mode(FailureMode.PERMISSIVE).build());
    try (BatchReader reader = scan.open();
        FileBatch batch = reader.next();
        RootAllocator allocator = new RootAllocator()) {
      assertThat(batch).isNotNull();
      assertThat(batch.contentBytes()).as("nothing behind the last good row").isEqualTo(9000);
      try (FileBatch part = batch.slice(3, 7);
          VarBinaryVector content = FileVectors.content("content", part, allocator)) {
        assertThat(part.failedRows()).isEqualTo(2);
        assertThat(part.contentBytes()).isEqualTo(4000);
        byte[] between = new byte[2000];
        content.getDataBuffer().getBytes(1000, between);
        assertThat(between).containsOnly(0);
        assertThat(content.get(0)).isEqualTo(TestFiles.content(3, 1000));
        assertThat(content.get(3)).isEqualTo(TestFiles.content(6, 1000));
      }
      part(batch, allocator);
    }
  }

  private static void part(FileBatch batch, RootAllocator allocator) {
    batch.fail(8, new ReadFailure(Kind.CORRUPT, "decode", 84, "/f", 0, 1000, "it is broken"));
    try (FileBatch last = batch.slice(8, 10);
        VarBinaryVector content = FileVectors.content("content", last, allocator)) {
      assertThat(content.getNullCount()).isEqualTo(2);
      assertThat(last.content(0).remaining()).isZero();
    }
  }

  @Test
  default void shouldHoldNothingForABatchThatFailedAsAWhole(@TempDir Path folder) throws Exception {
    List<Path> files = TestFiles.writeMany(folder, 5, 1000);
    RequestList requests = TestFiles.whole(files);
    for (Path file : files) {
      Files.delete(file);
    }
    FileScan scan = scan(requests).options(options().mode(FailureMode.PERMISSIVE).build());
    try (BatchReader reader = scan.open();
        FileBatch batch = reader.next();
        RootAllocator allocator = new RootAllocator()) {
      assertThat(batch).isNotNull();
      assertThat(batch.rows()).isEqualTo(5);
      assertThat(reader.heldBytes()).isZero();
      try (FileBatch part = batch.slice(1, 3);
          VarBinaryVector content = FileVectors.content("content", part, allocator)) {
        assertThat(content.getValueCount()).isEqualTo(2);
        assertThat(content.getNullCount()).isEqualTo(2);
      }
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  default void shouldKeepWhatIsTooLargeOrSpecialInItsPlace(@TempDir Path folder) throws Exception {
    Path file = TestFiles.write(folder.resolve("file"), 1, 10);
    FileTable.Builder table = FileTable.builder();
    table.addPath(RawPath.bytes(folder.resolve("large")), 3L << 30, 0, false);
    table.addPath(RawPath.bytes(file), 10, TestFiles.table(List.of(file)).modifiedNanos(0), false);
    table.addPath(RawPath.bytes(folder.resolve("fifo")), 0, 0, true);
    table.addPath(RawPath.bytes(folder.resolve("longer")), 11, 0, false);
    ReadOptions options = options().mode(FailureMode.PERMISSIVE).maxLength(10).build();
    List<String> rows = new ArrayList<>();
    try (BatchReader reader = scan(RequestList.wholeFiles(table.build())).options(options).open()) {
      for (FileBatch batch = reader.next(); batch != null; batch = reader.next()) {
        try (FileBatch open = batch) {
          for (int row = 0; row < open.rows(); row++) {
            ReadFailure failure = open.failure(row);
            rows.add(open.request(row) + ":" + (failure == null ? "" : failure.kind()));
          }
        }
      }
    }
    assertThat(rows).containsExactly("0:TOO_LARGE", "1:", "2:SPECIAL", "3:TOO_LARGE");
  }
}
