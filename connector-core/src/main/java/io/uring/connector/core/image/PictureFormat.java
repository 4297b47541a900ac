package io.uring.connector.core.image;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The kinds of pictures that are known here. */
public enum PictureFormat {
  /** JPEG, baseline or progressive. */
  JPEG,
  /** Portable Network Graphics. */
  PNG,
  /** Graphics Interchange Format; the first picture where there are several. */
  GIF,
  /** WebP, lossy or lossless. */
  WEBP,
  /** Windows bitmap. */
  BMP,
  /** TIFF, but not BigTIFF; the first picture where there are several. */
  TIFF;

  /**
   * Tells a format by the first bytes, whatever the file is called.
   *
   * @param content all bytes of a file, from position 0 of the buffer to its limit
   * @return the format, or null where the bytes are no picture's
   */
  public static @Nullable PictureFormat of(final ByteBuffer content) {
    try {
      return of(new PictureBytes(content.limit(), content));
    } catch (final BytesMissingException | BrokenPictureException e) {
      throw new IllegalStateException("all bytes are here, and none behind them is asked for", e);
    }
  }

  static @Nullable PictureFormat of(final PictureBytes bytes)
      throws BytesMissingException, BrokenPictureException {
    if (bytes.startsWith(0, "\u00ff\u00d8\u00ff")) {
      return JPEG;
    } else if (bytes.startsWith(0, "\u0089PNG\r\n\u001a\n")) {
      return PNG;
    } else if (bytes.startsWith(0, "GIF87a") || bytes.startsWith(0, "GIF89a")) {
      return GIF;
    } else if (bytes.startsWith(0, "RIFF") && bytes.startsWith(8, "WEBP")) {
      return WEBP;
    } else if (bytes.startsWith(0, "II*\0") || bytes.startsWith(0, "MM\0*")) {
      return TIFF;
    } else if (bytes.startsWith(0, "BM") && BmpHeader.isOne(bytes)) {
      return BMP;
    }
    return null;
  }
}
