package io.uring.connector.core.list;

import io.uring.connector.core.Errno;
import java.io.IOException;

/**
 * A listing failed. The message names the file; where the kernel refused, also operation and errno.
 */
public final class ListException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why a listing fails; those that Spark has an error condition for carry its name. */
  public enum Reason {
    /** A root does not exist, or its glob matches nothing. */
    PATH_NOT_FOUND,
    /** The kernel refused an operation on a file or folder. */
    FILE_SYSTEM,
    /** A glob is not well-formed. */
    ILLEGAL_GLOB,
    /** The base path is no folder, or does not hold all roots. */
    WRONG_BASE_PATH,
    /** A folder is called {@code =value}. */
    EMPTY_PARTITION_COLUMN_NAME,
    /** A folder is called {@code name=}. */
    EMPTY_PARTITION_COLUMN_VALUE,
    /** Partition columns begin at different folders. */
    CONFLICTING_DIRECTORY_STRUCTURES,
    /** Folders differ in the names or the number of their partition columns. */
    CONFLICTING_PARTITION_COLUMN_NAMES,
    /** A path names the same partition column twice. */
    COLUMN_ALREADY_EXISTS,
    /** A manifest is malformed, or names what cannot be read. */
    ILLEGAL_MANIFEST
  }

  private final Reason reason;
  private final String path;

  ListException(final Reason reason, final String path, final String message) {
    super(message);
    this.reason = reason;
    this.path = path;
  }

  ListException(
      final Reason reason, final String path, final String message, final Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.path = path;
  }

  private ListException(final String path, final String operation, final IOException cause) {
    super(
        operation
            + " failed: errno="
            + Errno.describe(Errno.of(cause))
            + ", file="
            + path
            + ", cause="
            + cause,
        cause);
    this.reason = Reason.FILE_SYSTEM;
    this.path = path;
  }

  static ListException refused(final String operation, final String path, final IOException cause) {
    return new ListException(path, operation, cause);
  }

  static ListException notFound(final String path) {
    return new ListException(Reason.PATH_NOT_FOUND, path, "path does not exist: " + path);
  }

  /**
   * Why the listing failed.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * What the listing failed at.
   *
   * @return a path, a glob, or the name of a folder
   */
  public String path() {
    return path;
  }
}
