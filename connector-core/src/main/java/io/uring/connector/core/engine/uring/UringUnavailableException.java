package io.uring.connector.core.engine.uring;

/**
 * io_uring cannot be had here. The message is the reason, and what to change where that is known.
 */
public final class UringUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  UringUnavailableException(final String reason) {
    this(reason, false);
  }

  UringUnavailableException(final String reason, final boolean passing) {
    super(reason);
    this.passing = passing;
  }

  /**
   * Whether another try may succeed, for one because a limit has room again, or with other options.
   *
   * @return false where the answer stays the same as long as this JVM lives
   */
  public boolean isPassing() {
    return passing;
  }
}
