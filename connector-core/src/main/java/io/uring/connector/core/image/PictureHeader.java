package io.uring.connector.core.image;

import org.jspecify.annotations.Nullable;

/**
 * What a picture says of itself before its pixels.
 *
 * @param format which kind it is
 * @param width pixels of a row as stored, above 0
 * @param height rows as stored, above 0
 * @param orientation how to turn it for showing, as Exif counts: 1 to 8; 1 for as it is, also where
 *     the picture does not say
 */
public record PictureHeader(PictureFormat format, int width, int height, int orientation) {
  /**
   * What to read of a picture first, in bytes: a page, which holds the headers of most that were
   * made for the web. Cameras put more before the size, and little of that is needed.
   */
  public static final int HEAD_BYTES = 4 << 10;

  /** The orientation of a picture that is shown as it is stored. */
  static final int UPRIGHT = 1;

  /**
   * Reads a header.
   *
   * @param bytes what is known of the file
   * @return the header, or null where the file does not begin as a picture of a known format
   * @throws BytesMissingException if the header goes on behind what is known; says where
   * @throws BrokenPictureException if the file begins as a picture and has no sound header
   */
  public static @Nullable PictureHeader read(final PictureBytes bytes)
      throws BytesMissingException, BrokenPictureException {
    final PictureFormat format = PictureFormat.of(bytes);
    if (format == null) {
      return null;
    }
    return switch (format) {
      case JPEG -> JpegHeader.read(bytes);
      case PNG -> PngHeader.read(bytes);
      case GIF -> of(format, bytes.little16(6), bytes.little16(8), UPRIGHT);
      case WEBP -> WebpHeader.read(bytes);
      case BMP -> BmpHeader.read(bytes);
      case TIFF -> TiffHeader.read(bytes);
    };
  }

  static PictureHeader of(
      final PictureFormat format, final int width, final int height, final int orientation)
      throws BrokenPictureException {
    if (width <= 0 || height <= 0) {
      throw new BrokenPictureException(
          "not a " + format + ": width=" + width + ", height=" + height);
    }
    return new PictureHeader(format, width, height, orientation);
  }
}
