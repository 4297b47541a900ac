package io.uring.connector.core.engine.uring;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.engine.FileCheck;
import io.uring.connector.core.engine.FileCheck.Found;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks at files and folders again after files were read, by their absolute paths: a folder that
 * was moved away and replaced is noticed too. A {@code statx} in the ring would always go to a
 * worker thread of the kernel, which takes twice as long as this. For whoever has the ring's turn.
 */
final class Restat {
  private static final int MASK = 63;

  private final Statx statx;
  private final FileSystems fileSystems;
  private final ByteBuffer path = ByteBuffer.allocateDirect(RowFiles.PATH_MAX);
  private final long pathAddress;

  // The folder that was last asked about before its files were opened.
  private @Nullable FileTable latestTable;
  private int latestDirectory;
  private int latestType;

  // What was seen for the batch at hand: its files and folders come in runs, or again and again.
  private final int[] directories = new int[MASK + 1];
  private final boolean[] asListed = new boolean[MASK + 1];
  private final int[] files = new int[MASK + 1];

  Restat(final NativeCalls calls) {
    statx = new Statx(calls);
    pathAddress = calls.address(path);
    fileSystems = new FileSystems(calls);
  }

  /** The {@linkplain FileSystems type} of the file system that a file's folder is on, or 0. */
  int fileSystem(final FileTable table, final int file) {
    final int directory = table.directory(file);
    if (table != latestTable || directory != latestDirectory) {
      latestTable = table;
      latestDirectory = directory;
      latestType =
          lookAtFolder(table, directory, Statx.DONT_SYNC) == 0
              ? fileSystems.type(statx.device(), pathAddress)
              : 0;
    }
    return latestType;
  }

  /** What a file has become, or null where it is still the listed one. */
  @Nullable ReadFailure compare(final RingBatch batch, final int row) {
    final int result = look(batch, row, 0);
    if (result < 0) {
      return batch.failure("stat", -result, row);
    }
    return FileCheck.afterRead(batch.read, row, statx.found(), statx.size(), statx.modifiedNanos());
  }

  /** Whether something that is no regular file is at a row's path now. */
  boolean isNoFile(final RingBatch batch, final int row, final int flags) {
    return look(batch, row, flags) == 0 && statx.found() != Found.FILE;
  }

  /**
   * Looks at the folders of the rows that were read, and at each file whose folder does not vouch
   * for it; then reports the rows, unless they are on a file system that is not safe.
   */
  void check(final RingBatch batch) {
    final BatchRead read = batch.read;
    final boolean ranges = !read.requests().isWholeFiles();
    Arrays.fill(directories, -1);
    Arrays.fill(files, -1);
    @Nullable ReadFailure[] failures = null;
    for (int row = 0; row < read.rows() && !batch.unsafe; row++) {
      if (batch.isUnchecked(row)) {
        final ReadFailure failure = check(batch, row, ranges);
        if (failure != null) {
          failures = failures == null ? new ReadFailure[read.rows()] : failures;
          failures[row] = failure;
        }
      }
    }
    for (int row = 0; row < read.rows() && !batch.unsafe; row++) {
      if (batch.isUnchecked(row)) {
        batch.report(row, failures == null ? null : failures[row]);
      }
    }
  }

  private @Nullable ReadFailure check(final RingBatch batch, final int row, final boolean ranges) {
    final BatchRead read = batch.read;
    if (read.isCanceled()) {
      return batch.failure("read", Errno.ECANCELED, row);
    }
    final int file = read.file(row);
    final int place = file & MASK;
    if ((!FileCheck.isLookedAtAlone(read, row) && isFolderAsListed(batch, file))
        || (ranges && files[place] == file)) {
      return null;
    }
    final ReadFailure failure = compare(batch, row);
    files[place] = failure == null ? file : -1;
    return failure;
  }

  private boolean isFolderAsListed(final RingBatch batch, final int file) {
    final FileTable table = batch.read.files();
    final int directory = table.directory(file);
    final int place = directory & MASK;
    if (directories[place] != directory) {
      directories[place] = directory;
      asListed[place] =
          lookAtFolder(table, directory, 0) == 0
              && FileCheck.isFolderAsListed(table, directory, statx.modifiedNanos());
    }
    return asListed[place];
  }

  private int lookAtFolder(final FileTable table, final int directory, final int flags) {
    if (table.directoryLength(directory) + 1 >= RowFiles.PATH_MAX) {
      return -Errno.ENAMETOOLONG;
    }
    path.clear();
    if (table.directoryLength(directory) == 0) {
      path.put((byte) '/');
    }
    table.putDirectory(directory, path);
    path.put((byte) 0);
    return statx.look(pathAddress, flags);
  }

  private int look(final RingBatch batch, final int row, final int flags) {
    path.clear();
    batch.read.files().putPath(batch.read.file(row), path);
    path.put((byte) 0);
    final int result = statx.look(pathAddress, flags);
    if (result == 0 && FileSystems.isUnsafe(fileSystems.type(statx.device(), pathAddress))) {
      batch.unsafe = true;
    }
    return result;
  }
}
