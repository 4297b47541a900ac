package io.uring.connector.core.image;

/** A PNG's first chunk, and those before its pixels for an orientation. */
final class PngHeader {
  private static final int FIRST_CHUNK = 8;

  private PngHeader() {}

  static PictureHeader read(final PictureBytes bytes)
      throws BytesMissingException, BrokenPictureException {
    if (!bytes.startsWith(FIRST_CHUNK + 4, "IHDR")) {
      throw new BrokenPictureException("not a PNG: its first chunk is not IHDR");
    }
    return PictureHeader.of(
        PictureFormat.PNG, bytes.big32(16), bytes.big32(20), orientation(bytes));
  }

  private static int orientation(final PictureBytes bytes)
      throws BytesMissingException, BrokenPictureException {
    long chunk = FIRST_CHUNK;
    while (bytes.has(chunk + 11)) {
      final long length = Integer.toUnsignedLong(bytes.big32(chunk));
      if (bytes.startsWith(chunk + 4, "eXIf")) {
        return Ifd.orientation(bytes, chunk + 8, chunk + 8 + length);
      }
      if (bytes.startsWith(chunk + 4, "IDAT") || bytes.startsWith(chunk + 4, "IEND")) {
        break;
      }
      chunk += 12 + length;
    }
    return PictureHeader.UPRIGHT;
  }
}
