package io.uring.connector.core.image;

/** A bitmap's second header, which is told by its size; "BM" alone is too little to know one. */
final class BmpHeader {
  private static final int SIZE = 14;
  private static final int CORE = 12;

  private BmpHeader() {}

  static boolean isOne(final PictureBytes bytes)
      throws BytesMissingException, BrokenPictureException {
    if (!bytes.has(SIZE + 3)) {
      return false;
    }
    return switch (bytes.little32(SIZE)) {
      case CORE, 16, 40, 52, 56, 64, 108, 124 -> true;
      default -> false;
    };
  }

  static PictureHeader read(final PictureBytes bytes)
      throws BytesMissingException, BrokenPictureException {
    if (bytes.little32(SIZE) == CORE) {
      return PictureHeader.of(
          PictureFormat.BMP, bytes.little16(18), bytes.little16(20), PictureHeader.UPRIGHT);
    }
    // A height below 0 says that the first row comes first.
    return PictureHeader.of(
        PictureFormat.BMP, bytes.little32(18), Math.abs(bytes.little32(22)), PictureHeader.UPRIGHT);
  }
}
