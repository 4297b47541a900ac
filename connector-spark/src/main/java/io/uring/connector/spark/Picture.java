package io.uring.connector.spark;

import io.uring.connector.core.image.PictureHeader;
import io.uring.connector.core.image.Pixels;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about one file.
 *
 * @param header its header, or null where that was not asked for or the file is no picture
 * @param pixels its pixels, or null where they were not asked for or the file is no picture
 */
record Picture(@Nullable PictureHeader header, @Nullable Pixels pixels) {
  /** Of a file that is no picture, or that could not be looked at. */
  static final Picture NONE = new Picture(null, null);

  long bytes() {
    return pixels == null ? 0 : pixels.data().length;
  }
}
