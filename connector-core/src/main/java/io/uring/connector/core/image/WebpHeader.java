package io.uring.connector.core.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A WebP's first chunk; and, where that says that there is one, its chunk with an orientation. */
final class WebpHeader {
  private static final int FIRST_CHUNK = 12;
  private static final int DATA = FIRST_CHUNK + 8;
  private static final int HAS_EXIF = 0x08;
  private static final int IS_ANIMATED = 0x02;

  private WebpHeader() {}

  static PictureHeader read(final PictureBytes bytes)
      throws BytesMissingException, BrokenPictureException {
    if (bytes.startsWith(FIRST_CHUNK, "VP8 ")) {
      if (!bytes.startsWith(DATA + 3, "\u009d\u0001*")) {
        throw new BrokenPictureException("not a WEBP: its first frame is no key frame");
      }
      return of(
          bytes.little16(DATA + 6) & 0x3fff,
          bytes.little16(DATA + 8) & 0x3fff,
          PictureHeader.UPRIGHT);
    }
    if (bytes.startsWith(FIRST_CHUNK, "VP8L")) {
      if (bytes.at(DATA) != 0x2f) {
        throw new BrokenPictureException("not a WEBP: its pixels do not begin as lossless ones");
      }
      final int sizes = bytes.little32(DATA + 1);
      return of((sizes & 0x3fff) + 1, (sizes >> 14 & 0x3fff) + 1, PictureHeader.UPRIGHT);
    }
    if (bytes.startsWith(FIRST_CHUNK, "VP8X")) {
      final int width = (bytes.little32(DATA + 4) & 0xffffff) + 1;
      final int height = (bytes.little32(DATA + 6) >>> 8) + 1;
      final int flags = bytes.at(DATA);
      // It is behind the pixels, and so behind all pictures of an animation: not worth their reads.
      final boolean said = (flags & HAS_EXIF) != 0 && (flags & IS_ANIMATED) == 0;
      return of(width, height, said ? orientation(bytes) : PictureHeader.UPRIGHT);
    }
    throw new BrokenPictureException("not a WEBP: its first chunk is not VP8, VP8L or VP8X");
  }

  /** Whether a file ends before the length that stands behind its first four bytes. */
  static boolean isCut(final ByteBuffer content) {
    final int length = content.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    return Integer.toUnsignedLong(length) > content.limit() - 8;
  }

  private static PictureHeader of(final int width, final int height, final int orientation)
      throws BrokenPictureException {
    return PictureHeader.of(PictureFormat.WEBP, width, height, orientation);
  }

  private static int orientation(final PictureBytes bytes)
      throws BytesMissingException, BrokenPictureException {
    long chunk = FIRST_CHUNK;
    while (bytes.has(chunk + 7)) {
      final long length = Integer.toUnsignedLong(bytes.little32(chunk + 4));
      final long data = chunk + 8;
      if (bytes.startsWith(chunk, "EXIF")) {
        // Some writers put the JPEG segment's name before it.
        final long tiff = bytes.startsWith(data, "Exif\0\0") ? data + 6 : data;
        return Ifd.orientation(bytes, tiff, data + length);
      }
      chunk = data + length + (length & 1);
    }
    return PictureHeader.UPRIGHT;
  }
}
