package io.uring.connector.core.list;

import io.uring.connector.core.Errno;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Fills folders, and the folders in them, on a small pool: a task for each folder, and more where
 * it is very large. Names are sorted before there is one {@code stat} for each.
 */
final class Walk {
  /** So many names are worth a task of their own: about 10 ms of {@code stat} from the cache. */
  private static final int PIECE = 4096;

  /** A step of the walk. */
  private interface Step {
    void run() throws IOException;
  }

  /**
   * Where a walk goes no further: only folders that were asked for are opened, and none once there
   * are enough names, or the time is up.
   *
   * @param names how many are enough
   * @param endNanos of {@link System#nanoTime()}
   */
  record Bounds(long names, long endNanos) {}

  private final ListOptions options;
  private final ExecutorService pool;
  private final @Nullable Bounds bounds;
  private final LongAdder found = new LongAdder();
  private final AtomicInteger pending = new AtomicInteger(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private Walk(
      final ListOptions options, final ExecutorService pool, final @Nullable Bounds bounds) {
    this.options = options;
    this.pool = pool;
    this.bounds = bounds;
  }

  /** Threads for walks, which the caller shuts down. */
  static ExecutorService pool(final ListOptions options) {
    return Executors.newFixedThreadPool(
        options.threads(),
        task -> {
          final Thread thread = new Thread(task, "uring-list");
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Fills folders and all that are in them; the calling thread waits. After a failure, or where the
   * caller is interrupted, no new step begins.
   */
  static void fill(final Collection<Folder> roots, final ListOptions options) throws IOException {
    if (roots.isEmpty()) {
      return;
    }
    final ExecutorService pool = pool(options);
    try {
      new Walk(options, pool, null).run(roots);
    } finally {
      pool.shutdown();
    }
  }

  /**
   * Fills folders, but not those in them, as far as the bounds let it; the calling thread waits.
   * Some may not have been filled, the first among them.
   */
  static void fill(
      final Collection<Folder> folders,
      final ListOptions options,
      final ExecutorService pool,
      final Bounds bounds)
      throws IOException {
    new Walk(options, pool, bounds).run(folders);
  }

  private void run(final Collection<Folder> folders) throws IOException {
    try {
      for (final Folder folder : folders) {
        submit(() -> open(folder));
      }
      end();
      done.await();
    } catch (final InterruptedException e) {
      failure.compareAndSet(null, e);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while listing");
    }
    rethrow();
  }

  private void rethrow() throws IOException {
    final Throwable thrown = failure.get();
    if (thrown instanceof IOException refused) {
      throw refused;
    }
    if (thrown != null) {
      throw new IllegalStateException("listing failed", thrown);
    }
  }

  private void submit(final Step step) {
    pending.incrementAndGet();
    pool.execute(
        () -> {
          try {
            if (failure.get() == null) {
              step.run();
            }
          } catch (final IOException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
          } finally {
            end();
          }
        });
  }

  private void end() {
    if (pending.decrementAndGet() == 0) {
      done.countDown();
    }
  }

  /** Also true of the first folder where others were faster: whoever asked asks again. */
  private boolean isEnough() {
    return bounds != null
        && found.sum() > 0
        && (found.sum() >= bounds.names() || System.nanoTime() - bounds.endNanos() >= 0);
  }

  private void open(final Folder folder) throws IOException {
    if (isEnough()) {
      return;
    }
    folder.see();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder.path)) {
      final RawName[] names = names(children);
      found.add(names.length + 1L);
      final List<Folder> parts = folder.divide(Math.max(1, (names.length + PIECE - 1) / PIECE));
      for (int i = 1; i < parts.size(); i++) {
        final int from = i * PIECE;
        final Folder part = parts.get(i);
        submit(() -> openAgain(folder, names, from, part));
      }
      stat(folder, children, names, 0, parts.get(0));
    } catch (final ListException e) {
      throw e;
    } catch (final DirectoryIteratorException e) {
      throw ListException.refused(
          "readdir", RawName.pathText(folder.path), Objects.requireNonNull(e.getCause()));
    } catch (final IOException e) {
      if (!options.skipMissing() || Errno.of(e) != Errno.ENOENT) {
        throw ListException.refused("opendir", RawName.pathText(folder.path), e);
      }
      folder.vanish();
    }
  }

  /** What is not hidden, sorted. */
  private RawName[] names(final DirectoryStream<Path> children) {
    final List<RawName> names = new ArrayList<>();
    for (final Path child : children) {
      final RawName name = RawName.of(child);
      // What is hidden as a folder is hidden as a file too, so there is no need to know which.
      if (options.includeHidden() || !HiddenNames.hidesFolder(name.text())) {
        names.add(name);
      }
    }
    return NameOrder.sorted(names);
  }

  private void openAgain(
      final Folder folder, final RawName[] names, final int from, final Folder part)
      throws IOException {
    try (DirectoryStream<Path> children = openIfPossible(folder.path)) {
      stat(folder, children, names, from, part);
    }
  }

  @SuppressWarnings("StreamResourceLeak") // The caller closes it.
  private static @Nullable DirectoryStream<Path> openIfPossible(final Path folder) {
    try {
      return Files.newDirectoryStream(folder);
    } catch (final IOException e) {
      // Its names can be looked at all the same, or else say what is wrong.
      return null;
    }
  }

  private void stat(
      final Folder folder,
      final @Nullable DirectoryStream<Path> children,
      final RawName[] names,
      final int from,
      final Folder part)
      throws IOException {
    final long now = Stat.now();
    final int to = Math.min(from + PIECE, names.length);
    for (int i = from; i < to; i++) {
      final RawName name = names[i];
      final Stat stat = Stat.follow(folder.path, children, name.path(), now);
      if (stat == null) {
        part.skip(folder.path.resolve(name.path()), Listing.Reason.DANGLING);
      } else if (!stat.isDirectory()) {
        part.take(name, stat, options);
      } else if (folder.isWithin(stat.key())) {
        part.skip(folder.path.resolve(name.path()), Listing.Reason.LOOP);
      } else {
        part.add(new Folder(folder.path.resolve(name.path()), folder, stat));
      }
    }
    if (folder.end() && bounds == null) {
      for (final Folder each : folder.folders()) {
        submit(() -> open(each));
      }
    }
  }
}
