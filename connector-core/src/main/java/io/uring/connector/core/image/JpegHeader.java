package io.uring.connector.core.image;

/** A JPEG's segments, up to the one with its size: the frame. */
final class JpegHeader {
  private static final int START_OF_SCAN = 0xda;
  private static final int END = 0xd9;
  private static final int EXIF = 0xe1;

  /** Decoders step over some bytes that belong to no segment; so many are let pass here. */
  private static final int STRAY_BYTES = 4096;

  private JpegHeader() {}

  static PictureHeader read(final PictureBytes bytes)
      throws BytesMissingException, BrokenPictureException {
    int orientation = PictureHeader.UPRIGHT;
    long position = 2;
    while (true) {
      position = marker(bytes, position);
      final int marker = bytes.at(position++);
      if (isAlone(marker)) {
        continue;
      }
      if (marker == START_OF_SCAN || marker == END) {
        throw new BrokenPictureException("not a JPEG: no size before its pixels");
      }
      final int length = bytes.big16(position);
      if (length < 2) {
        throw new BrokenPictureException("not a JPEG: a segment of length " + length);
      }
      if (isFrame(marker)) {
        return PictureHeader.of(
            PictureFormat.JPEG, bytes.big16(position + 5), bytes.big16(position + 3), orientation);
      }
      if (marker == EXIF && bytes.startsWith(position + 2, "Exif\0\0")) {
        orientation = Ifd.orientation(bytes, position + 8, position + length);
      }
      position += length;
    }
  }

  /** Where the next marker's second byte is. */
  private static long marker(final PictureBytes bytes, final long from)
      throws BytesMissingException, BrokenPictureException {
    long position = from;
    while (bytes.at(position) != 0xff) {
      if (++position - from > STRAY_BYTES) {
        throw new BrokenPictureException("not a JPEG: no segment at " + from);
      }
    }
    while (bytes.at(position) == 0xff) {
      position++;
    }
    return position;
  }

  /** Stuffing, TEM, restarts and SOI have no length. */
  private static boolean isAlone(final int marker) {
    return marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);
  }

  /** SOF0 to SOF15 without DHT, JPG and DAC, which are numbered among them. */
  private static boolean isFrame(final int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }
}
