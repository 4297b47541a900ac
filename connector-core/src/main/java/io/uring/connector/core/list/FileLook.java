package io.uring.connector.core.list;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Looks at files that are known by their paths, on a few threads: first at all their folders, then
 * at each of them. What it finds is read by the thread that made it.
 */
final class FileLook {
  private static final int PIECE = 1024;

  /** Looks at one thing, which nobody else looks at. */
  private interface Step {
    void look(int number) throws ListException;
  }

  /** What was found of the file with the lowest number of those that failed. */
  record Failure(int file, ListException cause) {}

  private enum State {
    MISSING,
    SPECIAL,
    UNSETTLED,
    SETTLED
  }

  private static final State[] STATES = State.values();

  private final PathSet paths;
  private final ListOptions options;
  private final long[] folderNanos;
  private final long[] length;
  private final long[] modifiedNanos;
  private final byte[] state;
  private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();

  private FileLook(final PathSet paths, final ListOptions options) {
    this.paths = paths;
    this.options = options;
    folderNanos = new long[paths.folders()];
    length = new long[paths.size()];
    modifiedNanos = new long[paths.size()];
    state = new byte[paths.size()];
  }

  static FileLook at(final PathSet paths, final ListOptions options) throws InterruptedIOException {
    final FileLook look = new FileLook(paths, options);
    look.forEach(paths.folders(), look::folder);
    look.forEach(paths.size(), look::file);
    return look;
  }

  /**
   * The first file that cannot be listed, in the set's order whatever the threads did; null where
   * there is none. Those behind it may not have been looked at.
   */
  @Nullable Failure failure() {
    return failure.get();
  }

  boolean isMissing(final int file) {
    return state(file) == State.MISSING;
  }

  /** Whether the options take this file, which is there. */
  boolean isTaken(final int file) {
    return options.takes(name(file), length[file], modifiedNanos[file]);
  }

  /** Adds a file that is there. */
  int addTo(final FileTable.Builder table, final int file) {
    final int folder = paths.folder(file);
    return table.add(
        table.addDirectory(paths.folderPath(folder), folderNanos[folder]),
        paths.name(file),
        length[file],
        modifiedNanos[file],
        state(file) == State.SPECIAL,
        state(file) == State.SETTLED);
  }

  private State state(final int file) {
    return STATES[state[file]];
  }

  private String name(final int file) {
    return new String(paths.name(file), StandardCharsets.UTF_8);
  }

  private void forEach(final int count, final Step step) throws InterruptedIOException {
    if (count == 0) {
      return;
    }
    final AtomicInteger next = new AtomicInteger();
    final Callable<@Nullable Void> worker =
        () -> {
          int from = next.getAndAdd(PIECE);
          while (from < count && !Thread.currentThread().isInterrupted()) {
            look(from, Math.min(count, from + PIECE), step);
            from = next.getAndAdd(PIECE);
          }
          return null;
        };
    final int threads = Math.min(options.threads(), (count + PIECE - 1) / PIECE);
    final ExecutorService pool = Executors.newFixedThreadPool(threads, FileLook::thread);
    try {
      for (final Future<@Nullable Void> each :
          pool.invokeAll(Collections.nCopies(threads, worker))) {
        each.get();
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while listing");
    } catch (final ExecutionException e) {
      throw new IllegalStateException("listing failed", e.getCause());
    } finally {
      pool.shutdown();
    }
  }

  private static Thread thread(final Runnable task) {
    final Thread thread = new Thread(task, "uring-list");
    thread.setDaemon(true);
    return thread;
  }

  private void look(final int from, final int to, final Step step) {
    for (int number = from; number < to; number++) {
      final Failure first = failure.get();
      if (first != null && first.file() < number) {
        return;
      }
      try {
        step.look(number);
      } catch (final ListException e) {
        final Failure mine = new Failure(number, e);
        failure.accumulateAndGet(
            mine, (known, given) -> known == null || given.file() < known.file() ? given : known);
        return;
      }
    }
  }

  /** Nothing fails here: what is wrong with a folder is wrong with its files too. */
  private void folder(final int folder) {
    folderNanos[folder] = FileTable.UNKNOWN;
    try {
      final byte[] path = paths.folderPath(folder);
      final Stat stat = Stat.follow(RawPath.of(path.length == 0 ? new byte[] {'/'} : path));
      if (stat != null) {
        folderNanos[folder] = stat.settledNanos();
      }
    } catch (final ListException e) {
      folderNanos[folder] = FileTable.UNKNOWN;
    }
  }

  private void file(final int file) throws ListException {
    final byte[] path = paths.path(file);
    final Stat stat = Stat.follow(RawPath.of(path));
    if (stat == null) {
      state[file] = (byte) State.MISSING.ordinal();
      if (!options.skipMissing()) {
        throw illegal(
            path,
            "file does not exist; take it out, or leave out what is missing"
                + " (ignoreMissingFiles=true)");
      }
    } else if (stat.isDirectory()) {
      throw illegal(path, "this is a folder; name the files in it");
    } else {
      final State found =
          stat.isSpecial() ? State.SPECIAL : stat.isSettled() ? State.SETTLED : State.UNSETTLED;
      state[file] = (byte) found.ordinal();
      length[file] = stat.length();
      modifiedNanos[file] = stat.modifiedNanos();
    }
  }

  private static ListException illegal(final byte[] path, final String message) {
    final String text = new String(path, StandardCharsets.UTF_8);
    return new ListException(
        ListException.Reason.ILLEGAL_MANIFEST, text, message + ": file=" + text);
  }
}
