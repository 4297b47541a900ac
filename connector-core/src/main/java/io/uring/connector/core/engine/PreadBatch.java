package io.uring.connector.core.engine;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import io.uring.connector.core.ReadFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/** A batch whose rows several threads read, each row by one of them. Safe on any thread. */
final class PreadBatch {
  private static final int OPEN = 0;
  private static final int READ = 1;
  private static final int REPORTED = 2;

  final BatchRead read;
  private final AtomicInteger nextRow = new AtomicInteger();
  private final AtomicInteger left;
  private final AtomicIntegerArray states;
  private final Map<Integer, Boolean> foldersBefore = new ConcurrentHashMap<>();

  /** The folder that was last asked about, twice its number, and one more where it vouches. */
  private volatile long latestFolder = -1;

  /** A batch; rows that were reported before are passed over. */
  PreadBatch(final BatchRead read, final BitSet reported) {
    this.read = read;
    left = new AtomicInteger(read.rows() - reported.cardinality());
    states = new AtomicIntegerArray(read.rows());
    reported.stream().forEach(row -> states.set(row, REPORTED));
  }

  boolean hasNext() {
    return nextRow.get() < read.rows();
  }

  /**
   * What the next row would be. Only while {@link #hasNext}, and for the only thread that reads.
   */
  int peek() {
    return nextRow.get();
  }

  /** The next row, or -1 after the last. */
  int next() {
    for (int row = nextRow.getAndIncrement(); row < read.rows(); row = nextRow.getAndIncrement()) {
      if (states.get(row) == OPEN) {
        return row;
      }
    }
    return -1;
  }

  /** Whether the file's folder vouched for it when the batch first came to that folder. */
  boolean folderVouches(final int row) {
    final FileTable files = read.files();
    final int folder = files.directory(read.file(row));
    final long latest = latestFolder;
    if (latest >> 1 == folder) {
      return (latest & 1) != 0;
    }
    final boolean vouches =
        foldersBefore.computeIfAbsent(folder, directory -> isAsListed(files, directory));
    latestFolder = 2L * folder + (vouches ? 1 : 0);
    return vouches;
  }

  /** A row was read, and only waits for a look at its folder. */
  void read(final int row) {
    if (states.compareAndSet(row, OPEN, READ)) {
      ended();
    }
  }

  /** A row has its end, unless it had it before. */
  void report(final int row, final @Nullable ReadFailure failure) {
    if (states.compareAndSet(row, OPEN, REPORTED)) {
      tell(row, failure);
      ended();
    }
  }

  /** Gives up on a row that may still be read into, unless it had its end before. */
  void quarantine(final int row) {
    // Until a row is told of, its slab stays with this batch.
    if (states.compareAndSet(row, OPEN, REPORTED)) {
      read.cancel();
      read.quarantine(row);
      tell(row, canceled(row));
      ended();
    }
  }

  private void ended() {
    if (left.decrementAndGet() == 0) {
      final Map<Integer, Boolean> now = new HashMap<>();
      for (int row = 0; row < read.rows(); row++) {
        if (states.compareAndSet(row, READ, REPORTED)) {
          tell(row, read.isCanceled() ? canceled(row) : changed(row, now));
        }
      }
    }
  }

  private @Nullable ReadFailure changed(final int row, final Map<Integer, Boolean> now) {
    final FileTable files = read.files();
    final boolean asListed =
        now.computeIfAbsent(
            files.directory(read.file(row)), directory -> isAsListed(files, directory));
    return asListed ? null : BlockingRead.compare(read, row);
  }

  private ReadFailure canceled(final int row) {
    return ReadFailure.of("read", Errno.ECANCELED, read.requests().get(read.request(row)));
  }

  private void tell(final int row, final @Nullable ReadFailure failure) {
    if (failure == null) {
      read.succeeded(row);
    } else {
      read.failed(row, failure);
    }
  }

  private static boolean isAsListed(final FileTable files, final int directory) {
    final byte[] path = files.directoryBytes(directory);
    final Path folder = path.length == 0 ? Path.of("/") : RawPath.of(path);
    try {
      final BasicFileAttributes now = Files.readAttributes(folder, BasicFileAttributes.class);
      return FileCheck.isFolderAsListed(
          files, directory, now.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    } catch (final IOException e) {
      // Each file will say for itself what is wrong.
      return false;
    }
  }
}
