package io.uring.connector.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.memory.SlabLease;
import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.core.testing.TestFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reads that hang hold up no others while there are threads left. */
@Timeout(60)
class PreadEngineTest {
  private static final int ROWS = 40;
  private static final int THREADS = 16;
  private static final int LENGTH = 100;

  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger ended = new AtomicInteger();
  private final Map<Thread, Integer> readers = new ConcurrentHashMap<>();

  /** Calls under which the first files hang in their open, and the first ones are local. */
  private final class Hanging implements BlockingCalls {
    private final BlockingCalls calls = BlockingCalls.ofChannels();
    private final int hanging;
    private final int local;

    Hanging(int hanging, int local) {
      this.hanging = hanging;
      this.local = local;
    }

    @Override
    public boolean isLocal(FileTable files, int file) {
      return file < local;
    }

    @Override
    public void rest() {
      calls.rest();
    }

    @Override
    public int open(FileTable files, int file, boolean direct) {
      if (file < hanging) {
        Awaitility.await().atMost(Duration.ofSeconds(50)).until(() -> released.getCount() == 0);
      }
      return calls.open(files, file, direct);
    }

    @Override
    public int read(long offset, ByteBuffer target, int position, int length, boolean behind) {
      return calls.read(offset, target, position, length, behind);
    }

    @Override
    public void close() {
      calls.close();
      readers.merge(Thread.currentThread(), 1, Integer::sum);
      ended.incrementAndGet();
    }
  }

  @Test
  void shouldReadWhatDoesNotHang(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, ROWS, LENGTH));
    int hanging = THREADS - 1;
    try (PreadEngine engine = new PreadEngine(THREADS, () -> new Hanging(hanging, 0));
        SlabLease lease = SlabPool.jvm().lease(0)) {
      BatchRead batch = batch(requests, lease);
      engine.submit(batch);
      Awaitility.await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() -> assertThat(ended.get()).isEqualTo(ROWS - hanging));
      released.countDown();
      batch.await();
      assertThat(batch.hasFailures()).isFalse();
      batch.slab().release();
    }
  }

  /** A task must not hang: it reads what is local, up to the first file that may not be. */
  @Test
  void shouldReadLocalFilesOnTheCallersThread(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, ROWS, LENGTH));
    try (PreadEngine engine = new PreadEngine(THREADS, () -> new Hanging(0, ROWS / 2));
        SlabLease lease = SlabPool.jvm().lease(0)) {
      BatchRead batch = batch(requests, lease);
      engine.read(batch);
      batch.await();
      assertThat(batch.hasFailures()).isFalse();
      assertThat(ended.get()).isEqualTo(ROWS);
      // Fewer where this thread had to wait for its processor, which looks like a disk.
      assertThat(readers.get(Thread.currentThread())).isBetween(1, ROWS / 2);
      batch.slab().release();
    }
  }

  private static BatchRead batch(RequestList requests, SlabLease lease) throws Exception {
    return new BatchRead(
        requests,
        0,
        ROWS,
        lease.acquire(ROWS * LENGTH),
        ReadCounters.apart(),
        ReadOptions.builder().build());
  }
}
