package io.uring.connector.core.image;

/** A TIFF's first directory, which may lie anywhere in the file. */
final class TiffHeader {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;

  private TiffHeader() {}

  static PictureHeader read(final PictureBytes bytes)
      throws BytesMissingException, BrokenPictureException {
    final Ifd directory = Ifd.first(bytes, 0, bytes.length());
    return PictureHeader.of(
        PictureFormat.TIFF,
        directory.number(WIDTH),
        directory.number(HEIGHT),
        directory.orientation());
  }
}
