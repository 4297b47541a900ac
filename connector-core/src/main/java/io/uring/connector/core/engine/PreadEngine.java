package io.uring.connector.core.engine;

import io.uring.connector.core.Errno;
import io.uring.connector.core.RawPath;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.engine.FileCheck.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Blocking positioned reads on a pool of threads: for kernels and containers without io_uring, and
 * the measure that the ring is tested against. Threads take rows of the oldest batch one by one.
 */
public final class PreadEngine implements ReadEngine {
  private static final long CLOSE_SECONDS = 30;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<Work> queue = new ArrayDeque<>();
  private final Thread[] threads;
  private boolean closed;

  private static final class Work {
    final BatchRead batch;
    final AtomicInteger nextRow = new AtomicInteger();

    Work(final BatchRead batch) {
      this.batch = batch;
    }
  }

  /**
   * Starts the pool.
   *
   * @param threadCount how many files are read at once
   */
  public PreadEngine(final int threadCount) {
    threads = new Thread[threadCount];
    for (int i = 0; i < threadCount; i++) {
      threads[i] = new Thread(this::run, "uring-nio-" + i);
      threads[i].setDaemon(true);
      threads[i].start();
    }
  }

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public void submit(final BatchRead batch) {
    lock.lock();
    try {
      if (closed) {
        batch.cancel();
      }
      queue.addLast(new Work(batch));
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    if (batch.isCanceled()) {
      // After close nobody may be left to take it.
      drain();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      for (final Work work : queue) {
        work.batch.cancel();
      }
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    boolean interrupted = false;
    for (final Thread thread : threads) {
      while (thread.isAlive() && System.nanoTime() < deadline) {
        try {
          thread.join(100);
        } catch (final InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    for (Work work = take(); work != null; work = take()) {
      rows(work);
    }
  }

  private void drain() {
    Work work;
    lock.lock();
    try {
      work = queue.pollFirst();
    } finally {
      lock.unlock();
    }
    if (work != null) {
      rows(work);
    }
  }

  /** The oldest batch with rows left, or null when the engine has been closed and all are done. */
  private @Nullable Work take() {
    lock.lock();
    try {
      while (true) {
        while (!queue.isEmpty()
            && queue.getFirst().nextRow.get() >= queue.getFirst().batch.rows()) {
          queue.removeFirst();
        }
        if (!queue.isEmpty()) {
          return queue.getFirst();
        }
        if (closed) {
          return null;
        }
        arrived.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void rows(final Work work) {
    final BatchRead batch = work.batch;
    for (int row = work.nextRow.getAndIncrement();
        row < batch.rows();
        row = work.nextRow.getAndIncrement()) {
      ReadFailure failure;
      try {
        failure = read(batch, row);
      } catch (final RuntimeException | Error e) {
        // A row that is never reported would keep its reader waiting for ever.
        failure =
            new ReadFailure(
                ReadFailure.Kind.OTHER,
                "read",
                Errno.EIO,
                batch.files().path(batch.file(row)),
                batch.requests().offset(batch.request(row)),
                batch.length(row),
                e.toString());
      }
      if (failure == null) {
        batch.succeeded(row);
      } else {
        batch.failed(row, failure);
      }
    }
  }

  private static @Nullable ReadFailure read(final BatchRead batch, final int row) {
    if (batch.isCanceled()) {
      return failure("open", Errno.ECANCELED, batch, row);
    }
    final ReadFailure refused = FileCheck.beforeOpen(batch, row);
    if (refused != null) {
      return refused;
    }
    final Path path = RawPath.of(batch.files().pathBytes(batch.file(row)));
    String operation = "open";
    try {
      // A FIFO that took the file's place would block in open for ever, so look before.
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      if (!now.isRegularFile()) {
        return check(batch, row, now);
      }
      final int wanted = batch.length(row);
      int count = 0;
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        operation = "read";
        final int start = batch.position(row);
        final ByteBuffer target = batch.slab().buffer().duplicate();
        final long offset = batch.requests().offset(batch.request(row));
        while (count < wanted) {
          target.limit(start + wanted).position(start + count);
          final int asked = target.remaining();
          final int got = channel.read(target, offset + count);
          if (got <= 0) {
            break;
          }
          if (got < asked) {
            batch.counters().add(Counter.SHORT_READS, 1);
          }
          count += got;
        }
      }
      operation = "stat";
      now = Files.readAttributes(path, BasicFileAttributes.class);
      final ReadFailure changed = check(batch, row, now);
      return changed != null || count == wanted ? changed : FileCheck.endedEarly(batch, row, count);
    } catch (final NoSuchFileException e) {
      return failure(operation, missing(path), batch, row);
    } catch (final IOException e) {
      return failure(operation, Errno.of(e), batch, row);
    }
  }

  /** Java says the same of a name that is not there and of one below a file; Linux does not. */
  private static int missing(final Path path) {
    @Nullable Path above = path.getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    return above == null || Files.isDirectory(above) ? Errno.ENOENT : Errno.ENOTDIR;
  }

  private static @Nullable ReadFailure check(
      final BatchRead batch, final int row, final BasicFileAttributes now) {
    return FileCheck.afterRead(
        batch,
        row,
        now.isRegularFile() ? Found.FILE : now.isDirectory() ? Found.FOLDER : Found.SPECIAL,
        now.size(),
        now.lastModifiedTime().to(TimeUnit.NANOSECONDS));
  }

  private static ReadFailure failure(
      final String operation, final int errno, final BatchRead batch, final int row) {
    return ReadFailure.of(operation, errno, batch.requests().get(batch.request(row)));
  }
}
