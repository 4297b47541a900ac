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
import org.jspecify.annotations.Nullable;

/**
 * Fills folders, and the folders in them, on a small pool: a task for each folder, and one more for
 * each piece of a folder that is very large. There is one {@code stat} for each file.
 */
final class Walk {
  /** So many names are worth a task of their own: about 10 ms of {@code stat} from the cache. */
  private static final int PIECE = 4096;

  /** A step of the walk. */
  private interface Step {
    void run() throws IOException;
  }

  private final ListOptions options;
  private final ExecutorService pool;
  private final AtomicInteger pending = new AtomicInteger(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private Walk(final ListOptions options) {
    this.options = options;
    pool =
        Executors.newFixedThreadPool(
            options.threads(),
            task -> {
              final Thread thread = new Thread(task, "uring-list");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Fills folders; the calling thread waits. After a failure, or where the caller is interrupted,
   * no new step begins.
   */
  static void fill(final Collection<Folder> roots, final ListOptions options) throws IOException {
    if (roots.isEmpty()) {
      return;
    }
    final Walk walk = new Walk(options);
    try {
      for (final Folder root : roots) {
        walk.submit(() -> walk.open(root));
      }
      walk.end();
      walk.done.await();
    } catch (final InterruptedException e) {
      walk.failure.compareAndSet(null, e);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while listing");
    } finally {
      walk.pool.shutdown();
    }
    walk.rethrow();
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

  private void open(final Folder folder) throws IOException {
    final Folder part = folder.part();
    int own = 0;
    List<Path> piece = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder.path)) {
      for (final Path child : children) {
        if (own < PIECE) {
          own++;
          stat(folder, child, part);
          continue;
        }
        if (piece.size() == PIECE) {
          final List<Path> full = piece;
          folder.open.incrementAndGet();
          submit(() -> stat(folder, full, folder.part()));
          piece = new ArrayList<>(PIECE);
        }
        piece.add(child);
      }
    } catch (final ListException e) {
      throw e;
    } catch (final DirectoryIteratorException e) {
      throw ListException.refused(
          "readdir", RawName.pathText(folder.path), Objects.requireNonNull(e.getCause()));
    } catch (final IOException e) {
      if (!options.skipMissing() || Errno.of(e) != Errno.ENOENT) {
        throw ListException.refused("opendir", RawName.pathText(folder.path), e);
      }
      folder.skip(folder.path, Listing.Reason.MISSING);
    }
    stat(folder, piece, part);
  }

  private void stat(final Folder folder, final List<Path> children, final Folder part)
      throws IOException {
    for (final Path child : children) {
      stat(folder, child, part);
    }
    folder.addAll(part);
    if (folder.open.decrementAndGet() == 0) {
      folder.sort();
      for (final Folder each : folder.folders()) {
        submit(() -> open(each));
      }
    }
  }

  private void stat(final Folder folder, final Path child, final Folder part) throws IOException {
    final RawName name = RawName.of(child);
    // What is hidden as a folder is hidden as a file too, so there is no need to know which it is.
    if (!options.includeHidden() && HiddenNames.hidesFolder(name.text())) {
      return;
    }
    final Stat stat = Stat.follow(child);
    if (stat == null) {
      part.skip(child, Listing.Reason.DANGLING);
    } else if (!stat.isDirectory()) {
      part.take(name, stat, options);
    } else {
      if (folder.isWithin(stat.key())) {
        part.skip(child, Listing.Reason.LOOP);
      } else {
        part.add(new Folder(child, folder, stat));
      }
    }
  }
}
