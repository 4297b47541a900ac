package io.uring.connector.core;

/**
 * Why a request has no bytes. Names the file, the operation, the error, and where in the file.
 *
 * @param kind what a policy decides by
 * @param operation the step that failed, such as {@code open} or {@code read}
 * @param errno a positive Linux error number
 * @param file absolute path of the file
 * @param offset first byte of the request
 * @param length number of bytes of the request
 * @param detail what else is known, in words; empty where the error number says all
 */
public record ReadFailure(
    Kind kind, String operation, int errno, String file, long offset, long length, String detail) {

  /** What kind of trouble it is: the unit of every policy. */
  public enum Kind {
    /** The file is gone. */
    MISSING,
    /** The reader has no right to the file. */
    DENIED,
    /** The file is not the one that was listed: it shrank, grew, or was replaced or rewritten. */
    CHANGED,
    /** A FIFO, a socket, a device or a folder: there is no content to read. */
    SPECIAL,
    /** The bytes were read, and are not what they should be: a broken picture. */
    CORRUPT,
    /** The file is larger than a row can be. */
    TOO_LARGE,
    /** The medium or the connection to it failed. */
    MEDIA,
    /** The engine gave up, whatever the file is: no policy covers that. */
    CANCELED,
    /** Anything else that the kernel says. */
    OTHER
  }

  /**
   * A failure that the kernel reported, its kind taken from the error number.
   *
   * @param operation the step that failed
   * @param errno a positive Linux error number
   * @param request the request that failed
   * @return the failure
   */
  public static ReadFailure of(final String operation, final int errno, final ReadRequest request) {
    return new ReadFailure(
        kindOf(errno), operation, errno, request.path(), request.offset(), request.length(), "");
  }

  /**
   * A failure because the file is not the one that was listed.
   *
   * @param request the request that failed
   * @param detail what changed
   * @return the failure, with errno {@code ESTALE}
   */
  public static ReadFailure changed(final ReadRequest request, final String detail) {
    return new ReadFailure(
        Kind.CHANGED,
        "read",
        Errno.ESTALE,
        request.path(),
        request.offset(),
        request.length(),
        detail);
  }

  /**
   * The failure in one line.
   *
   * @return such as {@code read failed: errno=EIO(5), file=/a, offset=0, length=10}
   */
  public String message() {
    return operation
        + " failed: errno="
        + Errno.describe(errno)
        + ", file="
        + file
        + ", offset="
        + offset
        + ", length="
        + length
        + (detail.isEmpty() ? "" : ": " + detail);
  }

  private static Kind kindOf(final int errno) {
    return switch (errno) {
      case Errno.ENOENT, Errno.ENOTDIR -> Kind.MISSING;
      case Errno.EACCES, Errno.EPERM -> Kind.DENIED;
      case Errno.ESTALE -> Kind.CHANGED;
      case Errno.EISDIR, Errno.ENXIO -> Kind.SPECIAL;
      case Errno.EFBIG -> Kind.TOO_LARGE;
      case Errno.ECANCELED -> Kind.CANCELED;
      // EUCLEAN, EBADMSG: ext4 and XFS say so of damaged metadata and checksums; the rest is what
      // network file systems and pulled devices give.
      case Errno.EIO, 19, 74, 103, 104, 107, 110, 112, 113, 117, 121, 123 -> Kind.MEDIA;
      default -> Kind.OTHER;
    };
  }
}
