package io.uring.connector.core.image;

import java.io.IOException;

/** A header goes on behind the bytes that are there. */
public final class BytesMissingException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long position;
  private final int length;

  BytesMissingException(final long position, final int length) {
    super("the header goes on at " + position);
    this.position = position;
    this.length = length;
  }

  /**
   * Where to read on.
   *
   * @return the first byte that is missing, counted from the picture's first
   */
  public long position() {
    return position;
  }

  /**
   * How much to read. What a header steps over is not asked for, so this is little at first.
   *
   * @return bytes, above 0, and no more than the picture has
   */
  public int length() {
    return length;
  }

  /** Said once for each picture with a long header, and never shown: it needs no stack. */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // does nothing
  public Throwable fillInStackTrace() {
    return this;
  }
}
