package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The counters say what was done, and that the ring is used as a ring. */
interface CountsWork extends EngineUnderTest {
  @Test
  default void shouldReadManyFilesPerCall(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 2000, 1000));
    ReadOptions options = options().threads(1).queueDepth(64).build();
    try (BatchReader reader = scan(requests).options(options).open()) {
      // The engine may have read a file of its own when it started.
      long filesBefore = ReadCounters.jvm().sum(Counter.FILES);
      assertThat(Scans.rows(reader)).hasSize(2000);
      ReadCounters counters = reader.counters();
      assertThat(counters.sum(Counter.FILES)).isEqualTo(2000);
      assertThat(counters.sum(Counter.BYTES)).isEqualTo(2_000_000);
      assertThat(counters.sum(Counter.BATCHES)).isEqualTo(1);
      assertThat(counters.sum(Counter.SKIPPED)).isZero();
      assertThat(counters.sum(Counter.SHORT_READS)).isZero();
      assertThat(counters.sum(Counter.QUARANTINED_BYTES)).isZero();
      assertThat(counters.sum(Counter.WAIT_NANOS)).isPositive();
      assertThat(ReadCounters.jvm().sum(Counter.FILES) - filesBefore).isEqualTo(2000);
      if (isRing()) {
        assertThat(counters.sum(Counter.SUBMISSIONS))
            .as("an open and a read in the ring, or the read alone where the file was cold")
            .isBetween(2000L, 4000 + 2 * counters.sum(Counter.RETRIES));
        assertThat(counters.sum(Counter.ENTERS)).isBetween(1L, 2000L / 8);
      } else {
        assertThat(counters.sum(Counter.SUBMISSIONS)).isZero();
        assertThat(counters.sum(Counter.ENTERS)).isZero();
      }
    }
  }

  @Test
  default void shouldNotCountFailedFiles(@TempDir Path folder) throws Exception {
    List<Path> files = TestFiles.writeMany(folder, 10, 1000);
    RequestList requests = TestFiles.whole(files);
    Files.delete(files.get(4));
    try (BatchReader reader = scan(requests).open()) {
      assertThatThrownBy(reader::next).isInstanceOf(ReadException.class);
      assertThat(reader.counters().sum(Counter.FILES)).isEqualTo(9);
      assertThat(reader.counters().sum(Counter.BYTES)).isEqualTo(9000);
      assertThat(reader.counters().sum(Counter.BATCHES)).isZero();
    }
  }

  @Test
  default void shouldCountShortReads(@TempDir Path folder) throws Exception {
    Path file = TestFiles.write(folder.resolve("file"), 1, 1000);
    RequestList requests = TestFiles.whole(file);
    Files.write(file, new byte[500]);
    try (BatchReader reader = scan(requests).open()) {
      assertThatThrownBy(reader::next).isInstanceOf(ReadException.class);
      assertThat(reader.counters().sum(Counter.SHORT_READS)).isEqualTo(1);
    }
  }
}
