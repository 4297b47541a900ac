package io.uring.connector.core.image;

import java.io.IOException;

/** A header goes on behind the bytes that are there. */
public final class BytesMissingException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long position;

  BytesMissingException(final long position) {
    super("the header goes on at " + position);
    this.position = position;
  }

  /**
   * Where to read on.
   *
   * @return the first byte that is missing, counted from the picture's first
   */
  public long position() {
    return position;
  }

  /** Said once for each picture with a long header, and never shown: it needs no stack. */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // does nothing
  public Throwable fillInStackTrace() {
    return this;
  }
}
