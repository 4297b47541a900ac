package io.uring.connector.core.engine.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.engine.BlockingCalls;
import io.uring.connector.core.memory.SlabLease;
import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.core.testing.FlightRecord;
import io.uring.connector.core.testing.TestFiles;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Objects;
import java.util.stream.IntStream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows that a ring must not read are read with blocking calls, and everybody can see it. */
@Timeout(60)
class BlockingRowsTest {
  private static final int ROWS = 5;
  private static final int LENGTH = 1000;

  private final SlabLease lease = SlabPool.jvm().lease(1 << 20);
  private final BlockingRows blocking = new BlockingRows(1, BlockingCalls::ofChannels);
  private RequestList requests;

  @BeforeEach
  void write(@TempDir Path folder) throws Exception {
    requests = TestFiles.whole(TestFiles.writeMany(folder, ROWS, LENGTH));
  }

  @AfterEach
  void close() {
    blocking.close();
    lease.close();
  }

  @Test
  void shouldReadWhatIsLeftAndSayWhy() throws Exception {
    BatchRead batch = batch(EngineChoice.AUTO);
    BitSet reported = new BitSet();
    reported.set(0, 2);
    batch.succeeded(0);
    batch.succeeded(1);
    try (FlightRecord record = new FlightRecord("Fallback")) {
      blocking.accept(batch, reported);
      batch.await();
      assertThat(batch.hasFailures()).isFalse();
      for (int row = 2; row < ROWS; row++) {
        byte[] read = new byte[LENGTH];
        batch.slab().buffer().get(batch.position(row), read);
        assertThat(read).isEqualTo(TestFiles.content(row, LENGTH));
      }
      assertThat(batch.counters().sum(Counter.BLOCKING)).isEqualTo(3);
      assertThat(record.events("Fallback"))
          .singleElement()
          .satisfies(BlockingRowsTest::tellsOfThreeRows);
    } finally {
      batch.slab().release();
    }
  }

  @Test
  void shouldRefuseWhereTheRingWasDemanded() throws Exception {
    BatchRead batch = batch(EngineChoice.URING);
    try (FlightRecord record = new FlightRecord("Fallback")) {
      blocking.accept(batch, new BitSet());
      batch.await();
      assertThat(IntStream.range(0, ROWS).mapToObj(batch::failure))
          .allSatisfy(
              failure ->
                  assertThat(Objects.requireNonNull(failure).message())
                      .startsWith("read failed: errno=EOPNOTSUPP(95), file=")
                      .contains("io_uring can repeat bytes of files on FUSE")
                      .contains("set engine=auto or nio"));
      assertThat(batch.counters().sum(Counter.BLOCKING)).isZero();
      assertThat(record.events("Fallback")).isEmpty();
    } finally {
      batch.slab().release();
    }
  }

  @Test
  void shouldFailRowsWhereNoCallsCanBeMade() throws Exception {
    BlockingRows without =
        new BlockingRows(
            1,
            () -> {
              throw new OutOfMemoryError("no direct memory");
            });
    BatchRead batch = batch(EngineChoice.AUTO);
    try {
      without.accept(batch, new BitSet());
      batch.await();
      assertThat(Objects.requireNonNull(batch.failure(ROWS - 1)).message())
          .startsWith("read failed: errno=EOPNOTSUPP(95), file=")
          .contains("blocking calls cannot be made: java.lang.OutOfMemoryError: no direct memory");
    } finally {
      batch.slab().release();
    }
  }

  private static void tellsOfThreeRows(RecordedEvent fallback) {
    assertThat(fallback.getString("reason"))
        .isEqualTo("io_uring can repeat bytes of files on FUSE");
    assertThat(fallback.getInt("requests")).isEqualTo(3);
  }

  private BatchRead batch(EngineChoice engine) throws Exception {
    ReadOptions options = ReadOptions.builder().engine(engine).build();
    int bytes = (int) BatchRead.bytes(requests, 0, ROWS, options);
    return new BatchRead(requests, 0, ROWS, lease.acquire(bytes), ReadCounters.apart(), options);
  }
}
