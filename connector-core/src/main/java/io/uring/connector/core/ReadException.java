package io.uring.connector.core;

import java.io.IOException;

/** A request failed and the policy is to fail with it. */
public final class ReadException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient ReadFailure failure;

  /**
   * Wraps a failure; its {@linkplain ReadFailure#message() line} is the message.
   *
   * @param failure what went wrong
   */
  public ReadException(final ReadFailure failure) {
    super(failure.message());
    this.failure = failure;
  }

  /**
   * What went wrong, in parts.
   *
   * @return the failure; not available after serialization, where only the message travels
   */
  public ReadFailure failure() {
    return failure;
  }
}
