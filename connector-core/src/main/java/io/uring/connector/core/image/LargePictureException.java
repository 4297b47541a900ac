package io.uring.connector.core.image;

import java.io.IOException;

/** A picture has more pixels than may be decoded. */
public final class LargePictureException extends IOException {
  private static final long serialVersionUID = 1L;

  LargePictureException(final int width, final int height, final long most) {
    super(
        "the picture has "
            + (long) width * height
            + " pixels ("
            + width
            + "x"
            + height
            + "), more than the "
            + most
            + " that are allowed");
  }
}
