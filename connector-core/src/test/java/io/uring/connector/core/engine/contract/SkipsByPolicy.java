package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.Scans.Row;
import io.uring.connector.core.testing.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy leaves out is counted and told; every other row is as if it had not been there. */
interface SkipsByPolicy extends EngineUnderTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 4096})
  default void shouldLeaveOutAndCount(int batchRows, @TempDir Path folder) throws Exception {
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
    ReadOptions options =
        options().batchRows(batchRows).skip(Kind.MISSING).skip(Kind.CHANGED).build();
    FileScan scan = scan(requests).options(options).onRejected(told::add);

    List<Row> rows;
    try (BatchReader reader = scan.open()) {
      rows = Scans.rows(reader);
      assertThat(reader.counters().sum(Counter.SKIPPED)).isEqualTo(lost.size());
      assertThat(reader.counters().sum(Counter.FILES)).isEqualTo(60 - lost.size());
      assertThat(reader.counters().sum(Counter.BYTES)).isEqualTo(5000L * (60 - lost.size()));
    }

    List<Integer> kept = new ArrayList<>();
    for (Row row : rows) {
      kept.add(row.file());
      assertThat(row.request()).isEqualTo(row.file());
      assertThat(row.content()).isEqualTo(TestFiles.content(row.file(), 5000));
    }
    assertThat(kept).doesNotContainAnyElementsOf(lost).hasSize(60 - lost.size()).isSorted();
    assertThat(told)
        .extracting(ReadFailure::file)
        .containsExactlyElementsOf(lost.stream().map(i -> files.get(i).toString()).toList());
    assertThat(told)
        .extracting(ReadFailure::kind)
        .containsExactlyElementsOf(
            lost.stream().map(i -> i % 2 == 0 ? Kind.MISSING : Kind.CHANGED).toList());
  }

  @Test
  default void shouldLeaveNoGapsInTheContent(@TempDir Path folder) throws Exception {
    List<Path> files = TestFiles.writeMany(folder, 10, 1000);
    RequestList requests = TestFiles.whole(files);
    Files.delete(files.get(0));
    Files.delete(files.get(5));
    FileScan scan = scan(requests).options(options().skip(Kind.MISSING).build());
    try (BatchReader reader = scan.open();
        FileBatch batch = reader.next()) {
      assertThat(batch).isNotNull();
      assertThat(batch.rows()).isEqualTo(8);
      assertThat(batch.contentBytes()).isEqualTo(8000);
    }
  }

  @Test
  default void shouldEndWhereEverythingIsLeftOut(@TempDir Path folder) throws Exception {
    List<Path> files = TestFiles.writeMany(folder, 50, 10);
    RequestList requests = TestFiles.whole(files);
    for (Path file : files) {
      Files.delete(file);
    }
    ReadOptions options = options().batchRows(3).skip(Kind.MISSING).build();
    try (BatchReader reader = scan(requests).options(options).open()) {
      assertThat(reader.next()).isNull();
      assertThat(reader.counters().sum(Counter.SKIPPED)).isEqualTo(50);
      assertThat(reader.counters().sum(Counter.BATCHES)).isZero();
    }
  }

  @Test
  default void shouldFailWithWhatThePolicyDoesNotName(@TempDir Path folder) throws Exception {
    List<Path> files = TestFiles.writeMany(folder, 10, 10);
    RequestList requests = TestFiles.whole(files);
    Files.delete(files.get(3));
    FileScan scan = scan(requests).options(options().skip(Kind.DENIED).skip(Kind.MEDIA).build());
    assertThat(Scans.failure(scan).failure().kind()).isEqualTo(Kind.MISSING);
  }

  @Test
  default void shouldLeaveOutWhatIsTooLargeOrSpecial(@TempDir Path folder) throws Exception {
    Path file = TestFiles.write(folder.resolve("file"), 1, 10);
    FileTable.Builder table = FileTable.builder();
    table.addPath(RawPath.bytes(folder.resolve("large")), 3L << 30, 0, false);
    table.addPath(RawPath.bytes(file), 10, TestFiles.table(List.of(file)).modifiedNanos(0), false);
    table.addPath(RawPath.bytes(folder.resolve("fifo")), 0, 0, true);
    table.addPath(RawPath.bytes(folder.resolve("large")), 3L << 30, 0, false);
    List<Kind> told = new ArrayList<>();
    FileScan scan =
        scan(RequestList.wholeFiles(table.build()))
            .options(options().skip(Kind.TOO_LARGE).skip(Kind.SPECIAL).build())
            .onRejected(failure -> told.add(failure.kind()));

    List<Row> rows = Scans.rows(scan);

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).content()).isEqualTo(TestFiles.content(1, 10));
    assertThat(told).containsExactly(Kind.TOO_LARGE, Kind.SPECIAL, Kind.TOO_LARGE);
  }
}
