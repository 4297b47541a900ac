package io.uring.connector.core.engine;

import io.uring.connector.core.CacheUse;
import io.uring.connector.core.Errno;
import io.uring.connector.core.RawPath;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.engine.FileCheck.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads rows, one by one, blocking the thread that it is for. */
final class BlockingRead {
  private final BlockingCalls calls;

  BlockingRead(final BlockingCalls calls) {
    this.calls = calls;
  }

  /** Whether the batch's next row waits for nothing but a disk of this machine. */
  boolean isLocal(final PreadBatch batch) {
    return calls.isLocal(batch.read.files(), batch.read.file(batch.peek()));
  }

  /** To be called when no row follows for now. */
  void rest() {
    calls.rest();
  }

  /** Reads a row and tells its batch. */
  void row(final PreadBatch batch, final int row) {
    final BatchRead read = batch.read;
    ReadFailure failure;
    boolean alone = true;
    try {
      failure = read.isCanceled() ? failure("open", Errno.ECANCELED, read, row) : null;
      failure = failure == null ? FileCheck.beforeOpen(read, row) : failure;
      if (failure == null) {
        alone = FileCheck.isLookedAtAlone(read, row) || !batch.folderVouches(row);
        failure = file(read, row, alone);
      }
    } catch (final RuntimeException | Error e) {
      // A row that is never reported would keep its reader waiting for ever.
      failure =
          new ReadFailure(
              ReadFailure.Kind.OTHER,
              "read",
              Errno.EIO,
              read.files().path(read.file(row)),
              read.requests().offset(read.request(row)),
              read.length(row),
              e.toString());
    }
    if (failure == null && !alone) {
      batch.read(row);
    } else {
      batch.report(row, failure);
    }
  }

  /** What a file has become, or null where it is still the listed one. */
  static @Nullable ReadFailure compare(final BatchRead batch, final int row) {
    final Path path = RawPath.of(batch.files().pathBytes(batch.file(row)));
    try {
      return check(batch, row, attributes(path));
    } catch (final NoSuchFileException e) {
      return failure("stat", ChannelCalls.missing(path), batch, row);
    } catch (final IOException e) {
      return failure("stat", Errno.of(e), batch, row);
    }
  }

  private @Nullable ReadFailure file(final BatchRead batch, final int row, final boolean alone) {
    if (alone) {
      // A FIFO that took the file's place would block in open for ever, so look before.
      final ReadFailure special = isNoFile(batch, row);
      if (special != null) {
        return special;
      }
    }
    if (batch.isDirect(row)) {
      final int opened = calls.open(batch.files(), batch.file(row), true);
      final int count = opened < 0 ? opened : direct(batch, row);
      if (count != -Errno.EINVAL) {
        return count < 0
            ? failed(opened < 0 ? "open" : "read", -count, batch, row)
            : ended(batch, row, count, alone);
      }
      batch.counters().add(Counter.DIRECT_REFUSED, 1);
    } else if (batch.options().cache() == CacheUse.DROP) {
      batch.counters().add(Counter.DROP_REFUSED, 1);
    }
    final int opened = calls.open(batch.files(), batch.file(row), false);
    if (opened < 0) {
      return failed("open", -opened, batch, row);
    }
    final int count = plain(batch, row);
    return count < 0 ? failed("read", -count, batch, row) : ended(batch, row, count, alone);
  }

  /** What is wrong with so many bytes: null where all is well, as far as this row can tell. */
  private static @Nullable ReadFailure ended(
      final BatchRead batch, final int row, final int count, final boolean alone) {
    final int length = batch.length(row);
    if (count == length && !alone) {
      return null;
    }
    final ReadFailure changed = compare(batch, row);
    if (changed != null || count == length) {
      return changed;
    }
    return count > length
        ? FileCheck.wasLonger(batch, row)
        : FileCheck.endedEarly(batch, row, count);
  }

  /**
   * Reads the request from the open file and closes that.
   *
   * @return bytes; one more than asked for where the file ought to end there, and does not
   */
  private int plain(final BatchRead batch, final int row) {
    final int length = batch.length(row);
    final long offset = batch.requests().offset(batch.request(row));
    final boolean toEnd = offset + length == batch.files().length(batch.file(row));
    try {
      return read(offset, batch, batch.position(row), length, toEnd, 1);
    } finally {
      calls.close();
    }
  }

  /** The same around the page cache, in whole blocks. */
  private int direct(final BatchRead batch, final int row) {
    final long offset = batch.requests().offset(batch.request(row));
    final int lead = (int) (offset % BatchRead.BLOCK);
    final int end = lead + batch.length(row);
    final boolean toEnd = offset + batch.length(row) == batch.files().length(batch.file(row));
    final int seen = toEnd ? end + 1 : end;
    final int blocks = (seen + BatchRead.BLOCK - 1) & -BatchRead.BLOCK;
    try {
      final int count =
          read(offset - lead, batch, batch.position(row) - lead, blocks, false, BatchRead.BLOCK);
      return count < 0 ? count : Math.max(0, Math.min(count, seen) - lead);
    } finally {
      calls.close();
    }
  }

  /** Reads until all is there or the file ends; goes on after whole blocks only. */
  private int read(
      final long offset,
      final BatchRead batch,
      final int position,
      final int wanted,
      final boolean behind,
      final int block) {
    int count = 0;
    while (true) {
      final int left = wanted - count;
      final int got =
          calls.read(offset + count, batch.slab().buffer(), position + count, left, behind);
      if (got == -Errno.EINTR) {
        continue;
      }
      if (got < 0) {
        return got;
      }
      if (got == 0 || got >= left || got < block) {
        // All, or the last part of a block: there is nothing behind it.
        return count + got;
      }
      batch.counters().add(Counter.SHORT_READS, 1);
      count += got & -block;
    }
  }

  private static @Nullable ReadFailure isNoFile(final BatchRead batch, final int row) {
    final Path path = RawPath.of(batch.files().pathBytes(batch.file(row)));
    try {
      final BasicFileAttributes now = attributes(path);
      return now.isRegularFile() ? null : check(batch, row, now);
    } catch (final NoSuchFileException e) {
      return failure("open", ChannelCalls.missing(path), batch, row);
    } catch (final IOException e) {
      return failure("open", Errno.of(e), batch, row);
    }
  }

  /** What a FIFO or a folder in the file's place makes a call say is not what has happened. */
  private static ReadFailure failed(
      final String operation, final int errno, final BatchRead batch, final int row) {
    final Path path = RawPath.of(batch.files().pathBytes(batch.file(row)));
    try {
      final BasicFileAttributes now = attributes(path);
      final ReadFailure special = now.isRegularFile() ? null : check(batch, row, now);
      return special == null ? failure(operation, errno, batch, row) : special;
    } catch (final IOException e) {
      return failure(operation, errno, batch, row);
    }
  }

  private static BasicFileAttributes attributes(final Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class);
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
