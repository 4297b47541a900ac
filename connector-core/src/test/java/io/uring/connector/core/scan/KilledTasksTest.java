package io.uring.connector.core.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.DirectIo;
import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.core.testing.Canaries;
import io.uring.connector.core.testing.ColdFiles;
import io.uring.connector.core.testing.Leftovers;
import io.uring.connector.core.testing.RequiresUring;
import io.uring.connector.core.testing.TestFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks are killed while their reads are in flight: nobody's memory is written to, none is lost.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KilledTasksTest {
  private static final int TASKS = 1000;
  private static final int AT_ONCE = 4;
  private static final int FILES = 150;
  private static final int LENGTH = 200_000;
  private static final int BATCH = 1 << 20;

  private final AtomicInteger interrupted = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private ColdFiles cold;

  @BeforeEach
  void othersHaveEnded() {
    RequiresUring.assume(BindingChoice.AUTO);
    // The engine that showed that there is a ring has left a slab for the next one.
    SlabPool.jvm().trim();
    Leftovers.awaitNoEngine();
  }

  @AfterEach
  void warm() throws IOException {
    if (cold != null) {
      cold.close();
    }
  }

  @Test
  void shouldLeaveNothingOfKilledTasks(@TempDir Path folder) throws Exception {
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      contents.add(TestFiles.content(i, LENGTH));
    }
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, FILES, LENGTH));
    cold = ColdFiles.keep(folder);
    kill(requests, contents, 1, 20);
    Leftovers.awaitNoEngine();
    List<String> descriptors = Leftovers.descriptors();
    Set<Thread> threads = Thread.getAllStackTraces().keySet();
    long direct = Leftovers.directBytes();
    long quarantined = ReadCounters.jvm().sum(Counter.QUARANTINED_BYTES);
    long seed = System.nanoTime();
    System.out.println(TASKS + " tasks killed at random moments, seed " + seed);

    try (Canaries canaries = new Canaries(BATCH)) {
      kill(requests, contents, seed, TASKS);
      assertThat(canaries.watched()).as("slabs filled").isGreaterThan(TASKS);
    }

    System.out.println(interrupted + " interrupted, " + closed + " closed, " + ended + " ended");
    assertThat(interrupted.get()).isGreaterThan(TASKS / 20);
    assertThat(closed.get()).isGreaterThan(TASKS / 20);
    Leftovers.awaitNoEngine();
    assertThat(Leftovers.descriptors()).hasSameSizeAs(descriptors);
    Leftovers.awaitNoThreadBut(threads);
    Leftovers.awaitDirectBytes(direct);
    assertThat(ReadCounters.jvm().sum(Counter.QUARANTINED_BYTES)).isEqualTo(quarantined);
  }

  private void kill(RequestList requests, List<byte[]> contents, long seed, int tasks)
      throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        SplittableRandom own = random.split();
        running.add(pool.submit(() -> one(requests, contents, own)));
      }
      for (Future<?> task : running) {
        task.get(4, TimeUnit.MINUTES);
      }
    } finally {
      pool.shutdownNow();
      assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  private Void one(RequestList requests, List<byte[]> contents, SplittableRandom random)
      throws Exception {
    BatchReader reader = FileScan.of(requests).options(options(random)).open();
    CompletableFuture<Void> killer = killer(reader, Thread.currentThread(), random.split());
    List<FileBatch> open = Collections.synchronizedList(new ArrayList<>());
    try {
      for (FileBatch batch = reader.next(); batch != null; batch = reader.next()) {
        open.add(batch);
        check(batch, contents);
        if (random.nextBoolean()) {
          open.remove(random.nextInt(open.size())).close();
        }
      }
      ended.incrementAndGet();
    } catch (ReadException e) {
      throw e;
    } catch (IOException | IllegalStateException e) {
      assertThat(e).hasMessageMatching("(?s).*(closed|interrupted while waiting).*");
      (e.getMessage().contains("closed") ? closed : interrupted).incrementAndGet();
    } finally {
      reader.close();
      killer.join();
      Thread.interrupted();
      open.forEach(FileBatch::close);
    }
    return null;
  }

  private static ReadOptions options(SplittableRandom random) {
    return ReadOptions.builder()
        .engine(random.nextInt(4) == 0 ? EngineChoice.NIO : EngineChoice.URING)
        .threads(1 + random.nextInt(2))
        .queueDepth(random.nextBoolean() ? 64 : 8)
        .directIo(random.nextInt(3) == 0 ? DirectIo.ALWAYS : DirectIo.NEVER)
        .batchBytes(BATCH)
        .build();
  }

  /** Interrupts the task, or closes its reader, or both, while the task reads or later. */
  private static CompletableFuture<Void> killer(
      BatchReader reader, Thread task, SplittableRandom random) {
    int way = random.nextInt(3);
    long after = random.nextLong(1 + (1L << random.nextInt(10, 25)));
    return CompletableFuture.runAsync(
        () -> {
          LockSupport.parkNanos(after);
          if (way != 0) {
            reader.close();
          }
          if (way != 1) {
            task.interrupt();
          }
        },
        action -> new Thread(action, "killer").start());
  }

  private static void check(FileBatch batch, List<byte[]> contents) {
    for (int row = 0; row < batch.rows(); row++) {
      ByteBuffer expected = ByteBuffer.wrap(contents.get(batch.file(row)));
      assertThat(batch.content(row).mismatch(expected)).isEqualTo(-1);
    }
  }
}
