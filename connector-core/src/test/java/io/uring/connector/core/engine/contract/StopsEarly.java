package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers that end before their list does, from any thread, and batches that outlive them. */
interface StopsEarly extends EngineUnderTest {
  @Test
  default void shouldCloseWhileReadsAreInFlight(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 40, 600_000));
    long seed = System.nanoTime();
    System.out.println(name() + " closes at random moments, seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 40; round++) {
      BatchReader reader = scan(requests).open();
      for (int batches = random.nextInt(4); batches > 0; batches--) {
        FileBatch batch = reader.next();
        if (random.nextBoolean()) {
          assertThat(Scans.rows(batch)).isNotEmpty();
        }
        batch.close();
      }
      LockSupport.parkNanos(random.nextInt(2_000_000));
      reader.close();
    }
  }

  @Test
  default void shouldEndAWaitThatAnotherThreadCloses(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 12, 4 << 20));
    for (int round = 0; round < 15; round++) {
      BatchReader reader = scan(requests).open();
      CompletableFuture<Void> closer =
          CompletableFuture.runAsync(
              reader::close,
              CompletableFuture.delayedExecutor(200L * round, TimeUnit.MICROSECONDS));
      try {
        for (FileBatch batch = reader.next(); batch != null; batch = reader.next()) {
          assertThat(Scans.rows(batch)).isNotEmpty();
          batch.close();
        }
      } catch (IOException | IllegalStateException e) {
        assertThat(e).hasMessageContaining("closed").isNotInstanceOf(ReadException.class);
      }
      closer.join();
    }
  }

  @Test
  default void shouldEndAWaitForMemoryThatAnotherThreadCloses(@TempDir Path folder)
      throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 12, 1 << 20));
    ReadOptions options = options().batchBytes(1 << 20).memoryBudget(1 << 20).build();
    try (BatchReader holder = scan(requests).options(options).open();
        FileBatch held = holder.next();
        BatchReader reader = scan(requests).options(options).open()) {
      assertThat(held).isNotNull();
      CompletableFuture<Void> closer =
          CompletableFuture.runAsync(
              reader::close, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
      assertThatThrownBy(reader::next).hasMessageContaining("closed");
      closer.join();
    }
  }

  @Test
  default void shouldCloseTwice(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 10, 1000));
    BatchReader reader = scan(requests).open();
    FileBatch batch = reader.next();
    reader.close();
    reader.close();
    batch.close();
    batch.close();
    assertThat(reader.heldBytes()).isZero();
    assertThatThrownBy(reader::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the reader is closed");
    assertThatThrownBy(() -> batch.content(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void shouldCloseUnused(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 10, 1000));
    scan(requests).open().close();
  }

  @Test
  default void shouldKeepBatchesAfterTheReader(@TempDir Path folder) throws Exception {
    List<Path> files = TestFiles.writeMany(folder, 30, 100_000);
    RequestList requests = TestFiles.whole(files);
    List<FileBatch> batches = new ArrayList<>();
    ReadOptions options = options().batchBytes(1 << 20).build();
    try (BatchReader reader = scan(requests).options(options).open()) {
      for (FileBatch batch = reader.next(); batch != null; batch = reader.next()) {
        batches.add(batch);
      }
    }
    // Others read meanwhile.
    assertThat(Scans.rows(scan(requests).options(options))).hasSize(30);
    List<Scans.Row> rows = new ArrayList<>();
    for (FileBatch batch : batches) {
      rows.addAll(Scans.rows(batch));
      batch.close();
    }
    Scans.assertRows(rows, requests, i -> TestFiles.content(i, 100_000));
  }

  @Test
  default void shouldGoOnAfterAnInterrupt(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 5, 1 << 20));
    ReadOptions options = options().batchBytes(1 << 20).memoryBudget(1 << 20).build();
    try (BatchReader holder = scan(requests).options(options).open();
        BatchReader reader = scan(requests).options(options).open()) {
      try (FileBatch held = holder.next()) {
        assertThat(held).isNotNull();
        Thread.currentThread().interrupt();
        assertThatThrownBy(reader::next).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
      }
      Scans.assertRows(Scans.rows(reader), requests, i -> TestFiles.content(i, 1 << 20));
    }
  }

  @Test
  default void shouldHandOutBatchesAsFutures(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 30, 100_000));
    ReadOptions options = options().batchBytes(1 << 20).build();
    List<Scans.Row> rows = new ArrayList<>();
    try (BatchReader reader = scan(requests).options(options).open()) {
      for (FileBatch batch = reader.nextAsync().join();
          batch != null;
          batch = reader.nextAsync().join()) {
        rows.addAll(Scans.rows(batch));
        batch.close();
      }
    }
    Scans.assertRows(rows, requests, i -> TestFiles.content(i, 100_000));
  }

  @Test
  default void shouldFailFuturesAsNextFails(@TempDir Path folder) throws Exception {
    List<Path> files = TestFiles.writeMany(folder, 3, 10);
    RequestList requests = TestFiles.whole(files);
    Files.delete(files.get(1));
    BatchReader reader = scan(requests).open();
    assertThatThrownBy(() -> reader.nextAsync().get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ReadException.class);
    reader.close();
    assertThatThrownBy(() -> reader.nextAsync().get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the reader is closed");
  }
}
