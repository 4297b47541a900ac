package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.memory.NoRoomException;
import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory stays within the budget, whatever the files and the consumer are like. */
interface KeepsBudget extends EngineUnderTest {
  @Test
  default void shouldKeepTheBudgetWithLargeFilesAndASlowConsumer(@TempDir Path folder)
      throws Exception {
    long budget = 210L << 20;
    long[] sizes = {200L << 20, 1, 90L << 20, 90L << 20, 90L << 20, 3, 200L << 20, 0, 1 << 20};
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      Path file = folder.resolve("file" + i);
      try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
        writer.setLength(sizes[i]);
      }
      files.add(file);
    }
    ReadOptions options = options().memoryBudget(budget).build();
    int rows = 0;
    try (BatchReader reader = scan(TestFiles.whole(files)).options(options).open()) {
      for (FileBatch batch = reader.next(); batch != null; batch = reader.next()) {
        try (FileBatch open = batch) {
          LockSupport.parkNanos(5_000_000);
          for (int i = 0; i < open.rows(); i++) {
            assertThat(open.content(i).remaining()).isEqualTo((int) sizes[rows++]);
          }
          assertThat(reader.heldBytes()).isBetween((long) open.contentBytes(), budget);
          assertThat(SlabPool.jvm().heldBytes() + SlabPool.jvm().keptBytes())
              .isLessThanOrEqualTo(budget);
        }
      }
      assertThat(reader.heldBytes()).isZero();
    }
    assertThat(rows).isEqualTo(sizes.length);
  }

  @Test
  default void shouldServeAConsumerThatClosesNothingUntilTheEnd(@TempDir Path folder)
      throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 40, 256 << 10));
    // Room for all of it and not for one batch more.
    ReadOptions options = options().batchBytes(1 << 20).memoryBudget(10 << 20).build();
    List<FileBatch> batches = new ArrayList<>();
    List<Scans.Row> rows = new ArrayList<>();
    try (BatchReader reader = scan(requests).options(options).open()) {
      for (FileBatch batch = reader.next(); batch != null; batch = reader.next()) {
        batches.add(batch);
      }
      assertThat(reader.heldBytes()).isEqualTo(10 << 20);
      for (FileBatch batch : batches) {
        rows.addAll(Scans.rows(batch));
        batch.close();
      }
      assertThat(reader.heldBytes()).isZero();
    }
    Scans.assertRows(rows, requests, i -> TestFiles.content(i, 256 << 10));
  }

  @Test
  default void shouldSayWhichOptionToRaiseWhereAFileNeverFits(@TempDir Path folder)
      throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 1, 3 << 20));
    ReadOptions options = options().batchBytes(1 << 20).memoryBudget(2 << 20).build();
    try (BatchReader reader = scan(requests).options(options).open()) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(NoRoomException.class)
          .hasMessageStartingWith("option memoryBudget=2097152 has no room for 3145728 bytes")
          .hasMessageContaining("raise memoryBudget");
    }
  }

  @Test
  default void shouldServeOneThreadThatWalksTwoReadersInTurn(@TempDir Path folder)
      throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 40, 256 << 10));
    ReadOptions options = options().batchBytes(1 << 20).memoryBudget(4 << 20).build();
    List<Scans.Row> one = new ArrayList<>();
    List<Scans.Row> two = new ArrayList<>();
    try (BatchReader first = scan(requests).options(options).open();
        BatchReader second = scan(requests).options(options).open()) {
      for (int batch = 0; batch < 10; batch++) {
        try (FileBatch left = first.next();
            FileBatch right = second.next()) {
          one.addAll(Scans.rows(left));
          two.addAll(Scans.rows(right));
        }
      }
    }
    Scans.assertRows(one, requests, i -> TestFiles.content(i, 256 << 10));
    Scans.assertRows(two, requests, i -> TestFiles.content(i, 256 << 10));
  }

  @Test
  default void shouldShareATightBudgetBetweenReaders(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 60, 200_000));
    ReadOptions options =
        options().batchBytes(1 << 20).memoryBudget(3 << 20).threads(1).queueDepth(8).build();
    List<Throwable> failures = new ArrayList<>();
    List<Thread> consumers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Thread consumer =
          new Thread(
              () -> {
                try {
                  Scans.assertRows(
                      Scans.rows(scan(requests).options(options)),
                      requests,
                      file -> TestFiles.content(file, 200_000));
                } catch (Exception | AssertionError e) {
                  synchronized (failures) {
                    failures.add(e);
                  }
                }
              });
      consumer.start();
      consumers.add(consumer);
    }
    for (Thread consumer : consumers) {
      consumer.join();
    }
    assertThat(failures).isEmpty();
  }
}
