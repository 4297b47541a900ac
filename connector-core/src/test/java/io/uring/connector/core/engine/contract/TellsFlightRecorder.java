package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.testing.FlightRecord;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java Flight Recorder is told of splits, batches, submissions and an engine's end. */
interface TellsFlightRecorder extends EngineUnderTest {
  @Test
  default void shouldRecordSplitsAndBatches(@TempDir Path folder) throws Exception {
    List<Path> files = TestFiles.writeMany(folder, 20, 1000);
    RequestList requests = TestFiles.whole(files);
    Files.delete(files.get(9));
    try (FlightRecord record = new FlightRecord("SplitRead", "Batch")) {
      ReadCounters counters;
      try (BatchReader reader =
          scan(requests).options(options().batchRows(8).skip(Kind.MISSING).build()).open()) {
        counters = reader.counters();
        assertThat(Scans.rows(reader)).hasSize(19);
        assertThat(record.events("SplitRead")).filteredOn(of(folder)).isEmpty();
      }
      RecordedEvent split = only(record, "SplitRead", folder);
      assertThat(split.getString("engine")).isEqualTo(name());
      assertThat(split.getString("fallbackReason")).isNull();
      assertThat(split.getString("firstFile")).isEqualTo(files.get(0).toString());
      assertThat(split.getInt("requests")).isEqualTo(20);
      assertThat(split.getLong("files")).isEqualTo(19);
      assertThat(split.getLong("bytes")).isEqualTo(19_000);
      assertThat(split.getLong("batches")).isEqualTo(3);
      assertThat(split.getLong("skipped")).isEqualTo(1);
      assertThat(split.getLong("quarantined")).isZero();
      assertThat(split.getLong("submissions")).isEqualTo(counters.sum(Counter.SUBMISSIONS));
      assertThat(split.getLong("enters")).isEqualTo(counters.sum(Counter.ENTERS));
      assertThat(split.getDouble("meanDepth")).isEqualTo(counters.meanDepth());
      assertThat(split.getDuration("waitTime"))
          .isPositive()
          .isEqualTo(Duration.ofNanos(counters.sum(Counter.WAIT_NANOS)))
          .isLessThanOrEqualTo(split.getDuration());

      List<RecordedEvent> batches = events(record, "Batch", folder, 3);
      assertThat(batches)
          .allSatisfy(each -> assertThat(each.getString("engine")).isEqualTo(name()));
      assertThat(batches).noneMatch(each -> each.getBoolean("canceled"));
      assertThat(batches)
          .extracting(each -> each.getString("firstFile"))
          .containsExactlyInAnyOrder(path(files, 0), path(files, 8), path(files, 16));
      assertThat(batches)
          .extracting(each -> each.getInt("requests"))
          .containsExactlyInAnyOrder(8, 8, 4);
      assertThat(batches)
          .extracting(each -> each.getLong("bytes"))
          .containsExactlyInAnyOrder(8000L, 8000L, 4000L);
      assertThat(batches)
          .filteredOn(each -> each.getInt("failed") > 0)
          .singleElement()
          .matches(each -> each.getInt("failed") == 1)
          .matches(each -> each.getString("firstFile").equals(path(files, 8)));
    }
  }

  @Test
  default void shouldRecordCallsOfTheRing(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 500, 1000));
    try (FlightRecord record = new FlightRecord("Submit")) {
      ReadCounters counters;
      try (BatchReader reader =
          scan(requests).options(options().threads(1).queueDepth(32).build()).open()) {
        assertThat(Scans.rows(reader)).hasSize(500);
        counters = reader.counters();
      }
      if (!isRing()) {
        assertThat(counters.sum(Counter.DEPTHS)).isZero();
        assertThat(counters.meanDepth()).isZero();
        return;
      }
      assertThat(counters.meanDepth()).isBetween(1.0, 32.0);
      // The last call may return a moment after its completions have been seen.
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(
                          record.events("Submit").stream()
                              .mapToLong(each -> each.getInt("submissions"))
                              .sum())
                      .isGreaterThanOrEqualTo(counters.sum(Counter.SUBMISSIONS)));
      String task = Thread.currentThread().getName();
      List<RecordedEvent> calls = record.events("Submit");
      assertThat(calls).hasSizeGreaterThanOrEqualTo((int) counters.sum(Counter.ENTERS));
      assertThat(calls)
          .allSatisfy(each -> assertThat(each.getInt("inFlight")).isBetween(0, 64))
          .allSatisfy(each -> assertThat(each.getInt("awaited")).isBetween(0, 64))
          .anySatisfy(each -> assertThat(each.getInt("inFlight")).isGreaterThan(1));
      assertThat(calls)
          .extracting(each -> each.getThread().getJavaName())
          .allMatch(thread -> thread.startsWith("uring-ring-") || thread.equals(task));
    }
  }

  @Test
  default void shouldRecordCanceledBatches(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("large");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(64 << 20);
    }
    List<RecordedEvent> batches = List.of();
    // A machine that is busy elsewhere may read it all before the reader is closed.
    for (int tries = 0; tries < 20 && batches.isEmpty(); tries++) {
      try (FlightRecord record = new FlightRecord("SplitRead", "Batch")) {
        try (BatchReader reader = scan(TestFiles.whole(file, file, file)).open()) {
          reader.next().close();
        }
        RecordedEvent split = only(record, "SplitRead", folder);
        assertThat(split.getInt("requests")).isEqualTo(3);
        assertThat(split.getLong("batches")).isEqualTo(1);
        batches =
            events(record, "Batch", folder, 1).stream()
                .filter(each -> each.getBoolean("canceled"))
                .toList();
      }
    }
    assertThat(batches).isNotEmpty();
    assertThat(batches).allSatisfy(each -> assertThat(each.getLong("bytes")).isEqualTo(64 << 20));
  }

  @Test
  default void shouldRecordTheEndOfAnEngine() {
    try (FlightRecord record = new FlightRecord("Drain")) {
      openEngine(2, 8).close();
      // Engines that nobody uses any more end by themselves, perhaps now.
      assertThat(record.events("Drain"))
          .filteredOn(each -> each.getString("engine").equals(isRing() ? "uring" : "nio"))
          .hasSizeGreaterThanOrEqualTo(isRing() ? 2 : 1)
          .allSatisfy(each -> assertThat(each.getInt("inFlight")).isZero())
          .allSatisfy(each -> assertThat(each.getInt("notDrained")).isZero());
    }
  }

  private static String path(List<Path> files, int number) {
    return files.get(number).toString();
  }

  private static Predicate<RecordedEvent> of(Path folder) {
    return event -> {
      String first = event.getString("firstFile");
      return first != null && first.startsWith(folder.toString());
    };
  }

  /** Events of a folder's files; they come a moment after what they tell of. */
  private static List<RecordedEvent> events(
      FlightRecord record, String name, Path folder, int atLeast) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> record.events(name).stream().filter(of(folder)).toList(),
            found -> found.size() >= atLeast);
  }

  private static RecordedEvent only(FlightRecord record, String name, Path folder) {
    List<RecordedEvent> events = events(record, name, folder, 1);
    assertThat(events).hasSize(1);
    return events.get(0);
  }
}
