package io.uring.connector.core.image;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Bytes begin as a picture does, and are none. */
public final class BrokenPictureException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenPictureException(final String message) {
    super(message);
  }

  BrokenPictureException(final String message, final @Nullable Throwable cause) {
    super(message, cause);
  }
}
