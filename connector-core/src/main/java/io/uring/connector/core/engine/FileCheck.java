package io.uring.connector.core.engine;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.ReadRequest;
import io.uring.connector.core.Verify;
import org.jspecify.annotations.Nullable;

/**
 * Whether the file that was read is the file that was listed: the one rule, and its words, for
 * every engine. A file is taken for the same while its size and its modification time, in
 * nanoseconds, are the same and it is a regular file; how much of that is looked at says {@link
 * io.uring.connector.core.Verify}.
 */
public final class FileCheck {
  private FileCheck() {}

  /**
   * What keeps a row from being opened at all.
   *
   * @param batch the batch
   * @param row number of the row
   * @return the failure, or null where the file is to be opened
   */
  public static @Nullable ReadFailure beforeOpen(final BatchRead batch, final int row) {
    if (!batch.files().isSpecial(batch.file(row))) {
      return null;
    }
    final ReadRequest request = batch.requests().get(batch.request(row));
    return new ReadFailure(
        Kind.SPECIAL,
        "open",
        Errno.ENXIO,
        request.path(),
        request.offset(),
        request.length(),
        "it is a FIFO, a socket or a device, which has no content to read");
  }

  /**
   * Whether a file is to be looked at on its own after its read, because neither the read nor its
   * folder would show each change.
   *
   * @param batch the batch
   * @param row number of the row
   * @return false where it is enough that the read ended where the file ended, and that the folder
   *     has {@linkplain #isFolderAsListed the time} that it was listed with
   */
  public static boolean isLookedAtAlone(final BatchRead batch, final int row) {
    final FileTable files = batch.files();
    final int file = batch.file(row);
    return batch.options().verify() == Verify.ALWAYS
        || !files.isSettled(file)
        || files.directoryModifiedNanos(files.directory(file)) == Long.MIN_VALUE;
  }

  /**
   * Whether no file was put into a folder, taken out or replaced since the folder was listed.
   *
   * @param files the table
   * @param directory number of the folder
   * @param modifiedNanos its modification time now, nanoseconds since 1970
   * @return false where each file of the folder has to be looked at
   */
  public static boolean isFolderAsListed(
      final FileTable files, final int directory, final long modifiedNanos) {
    return files.directoryModifiedNanos(directory) == modifiedNanos;
  }

  /** What is at a path now. */
  public enum Found {
    /** A regular file. */
    FILE,
    /** A folder. */
    FOLDER,
    /** A FIFO, a socket or a device. */
    SPECIAL
  }

  /**
   * Compares a file with its listing after it was read.
   *
   * @param batch the batch
   * @param row number of the row
   * @param found what is at its path now
   * @param size its size now, in bytes
   * @param modifiedNanos its modification time now, nanoseconds since 1970
   * @return the failure, or null where nothing has changed
   */
  public static @Nullable ReadFailure afterRead(
      final BatchRead batch,
      final int row,
      final Found found,
      final long size,
      final long modifiedNanos) {
    final FileTable files = batch.files();
    final int file = batch.file(row);
    if (found == Found.FOLDER) {
      return ReadFailure.of("read", Errno.EISDIR, batch.requests().get(batch.request(row)));
    }
    if (found == Found.SPECIAL) {
      return changed(batch, row, "it is no regular file any more");
    }
    if (size != files.length(file)) {
      return changed(batch, row, "its size was " + files.length(file) + " and is " + size);
    }
    if (modifiedNanos != files.modifiedNanos(file)) {
      return changed(batch, row, "it was rewritten or replaced");
    }
    return null;
  }

  /**
   * The failure of a read that met the end of the file too early, though the file has its listed
   * size again: it was cut and written anew meanwhile.
   *
   * @param batch the batch
   * @param row number of the row
   * @param count bytes that were there
   * @return the failure
   */
  public static ReadFailure endedEarly(final BatchRead batch, final int row, final long count) {
    return changed(batch, row, "it ended after " + count + " bytes of the request");
  }

  /**
   * The failure of a read that met more bytes than the file had, though the file has its listed
   * size again.
   *
   * @param batch the batch
   * @param row number of the row
   * @return the failure
   */
  public static ReadFailure wasLonger(final BatchRead batch, final int row) {
    return changed(batch, row, "it was longer while it was read");
  }

  private static ReadFailure changed(final BatchRead batch, final int row, final String how) {
    return ReadFailure.changed(
        batch.requests().get(batch.request(row)), "the file changed after it was listed: " + how);
  }
}
