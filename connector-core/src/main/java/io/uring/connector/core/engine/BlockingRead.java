package io.uring.connector.core.engine;

import io.uring.connector.core.CacheUse;
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
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads one row, blocking the thread that calls. */
final class BlockingRead {
  private static final int NOT_READ = -1;

  private BlockingRead() {}

  /** Reads a row and tells its batch. */
  static void row(final PreadBatch batch, final int row) {
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
      return failure("stat", missing(path), batch, row);
    } catch (final IOException e) {
      return failure("stat", Errno.of(e), batch, row);
    }
  }

  private static @Nullable ReadFailure file(
      final BatchRead batch, final int row, final boolean alone) {
    final Path path = RawPath.of(batch.files().pathBytes(batch.file(row)));
    String operation = "open";
    try {
      if (alone) {
        // A FIFO that took the file's place would block in open for ever, so look before.
        final BasicFileAttributes now = attributes(path);
        if (!now.isRegularFile()) {
          return check(batch, row, now);
        }
      }
      final int length = batch.length(row);
      int count = NOT_READ;
      if (batch.isDirect(row)) {
        try (FileChannel channel = openDirect(path)) {
          operation = "read";
          count = channel == null ? NOT_READ : direct(channel, batch, row);
        }
        if (count == NOT_READ) {
          batch.counters().add(Counter.DIRECT_REFUSED, 1);
          operation = "open";
        }
      } else if (batch.options().cache() == CacheUse.DROP) {
        batch.counters().add(Counter.DROP_REFUSED, 1);
      }
      if (count == NOT_READ) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
          operation = "read";
          count = plain(channel, batch, row);
        }
      }
      if (count == length && !alone) {
        return null;
      }
      operation = "stat";
      final ReadFailure changed = check(batch, row, attributes(path));
      if (changed != null || count == length) {
        return changed;
      }
      return count > length
          ? FileCheck.wasLonger(batch, row)
          : FileCheck.endedEarly(batch, row, count);
    } catch (final NoSuchFileException e) {
      return failure(operation, missing(path), batch, row);
    } catch (final IOException e) {
      return failure(operation, Errno.of(e), batch, row);
    }
  }

  /** How many bytes of the request there are; one more where it ends with its file, and it grew. */
  private static int plain(final FileChannel channel, final BatchRead batch, final int row)
      throws IOException {
    final int length = batch.length(row);
    final long offset = batch.requests().offset(batch.request(row));
    final int count =
        read(channel, offset, batch.slab().buffer(), batch.position(row), length, batch, 1);
    final long listed = batch.files().length(batch.file(row));
    return count == length && offset + length == listed && channel.size() > listed
        ? length + 1
        : count;
  }

  /** Opens a file for reads around the page cache; null where that is refused. */
  private static @Nullable FileChannel openDirect(final Path path) throws IOException {
    final OpenOption option = DirectOption.DIRECT;
    try {
      return option == null ? null : FileChannel.open(path, StandardOpenOption.READ, option);
    } catch (final UnsupportedOperationException e) {
      return null;
    } catch (final IOException e) {
      rethrowUnlessRefused(e);
      return null;
    }
  }

  /** The same around the page cache, in whole blocks; -1 where the file system refuses that. */
  private static int direct(final FileChannel channel, final BatchRead batch, final int row)
      throws IOException {
    final long offset = batch.requests().offset(batch.request(row));
    final int lead = (int) (offset % BatchRead.BLOCK);
    final int end = lead + batch.length(row);
    final boolean toEnd = offset + batch.length(row) == batch.files().length(batch.file(row));
    final int seen = toEnd ? end + 1 : end;
    final int blocks = (seen + BatchRead.BLOCK - 1) & -BatchRead.BLOCK;
    try {
      final int count =
          read(
              channel,
              offset - lead,
              batch.slab().buffer(),
              batch.position(row) - lead,
              blocks,
              batch,
              BatchRead.BLOCK);
      return Math.max(0, Math.min(count, seen) - lead);
    } catch (final IOException e) {
      rethrowUnlessRefused(e);
      return NOT_READ;
    }
  }

  private static void rethrowUnlessRefused(final IOException failure) throws IOException {
    if (Errno.of(failure) != Errno.EINVAL) {
      throw failure;
    }
  }

  /** Reads until all is there or the file ends; goes on after whole blocks only. */
  private static int read(
      final FileChannel channel,
      final long offset,
      final ByteBuffer slab,
      final int position,
      final int wanted,
      final BatchRead batch,
      final int block)
      throws IOException {
    final ByteBuffer target = slab.duplicate();
    int count = 0;
    while (count < wanted) {
      target.limit(position + wanted).position(position + count);
      final int got = channel.read(target, offset + count);
      if (got <= 0) {
        return count;
      }
      if (got < wanted - count && got < block) {
        // The last part of a block: there is nothing behind it.
        return count + got;
      }
      if (got < wanted - count) {
        batch.counters().add(Counter.SHORT_READS, 1);
      }
      count += got & -block;
    }
    return count;
  }

  /** Java says the same of a name that is not there and of one below a file; Linux does not. */
  private static int missing(final Path path) {
    @Nullable Path above = path.getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    return above == null || Files.isDirectory(above) ? Errno.ENOENT : Errno.ENOTDIR;
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
