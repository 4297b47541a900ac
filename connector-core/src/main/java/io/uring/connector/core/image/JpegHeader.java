package io.uring.connector.core.image;

import java.nio.ByteBuffer;

/** A JPEG's segments, up to the one with its size: the frame. */
final class JpegHeader {
  private static final int START_OF_SCAN = 0xda;
  private static final int END = 0xd9;
  private static final int EXIF = 0xe1;

  /** Decoders step over some bytes that belong to no segment; so many are let pass here. */
  private static final int STRAY_BYTES = 4096;

  /** Where the frame's length stands; its marker is before it. */
  private final long frame;

  private final int orientation;

  private JpegHeader(final PictureBytes bytes)
      throws BytesMissingException, BrokenPictureException {
    int found = 0;
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
        break;
      }
      // The first one counts; some writers go on in a second one where 64 KiB were too little.
      if (marker == EXIF && found == 0 && bytes.startsWith(position + 2, "Exif\0\0")) {
        found = Ifd.orientation(bytes, position + 8, position + length);
      }
      position += length;
    }
    frame = position;
    orientation = found == 0 ? PictureHeader.UPRIGHT : found;
  }

  static PictureHeader read(final PictureBytes bytes)
      throws BytesMissingException, BrokenPictureException {
    final JpegHeader header = new JpegHeader(bytes);
    return PictureHeader.of(
        PictureFormat.JPEG,
        bytes.big16(header.frame + 5),
        bytes.big16(header.frame + 3),
        header.orientation);
  }

  /** Whether a JPEG, of which all bytes are there, is in cyan, magenta, yellow and black. */
  static boolean hasFourColours(final ByteBuffer content) throws BrokenPictureException {
    final int components = frame(content) + 7;
    return components < content.limit() && content.get(components) == 4;
  }

  /** Whether a JPEG, of which all bytes should be there, has no end; its thumbnail may have one. */
  static boolean isCut(final ByteBuffer content) throws BrokenPictureException {
    final int frame = frame(content);
    for (int i = content.limit() - 2; i > frame; i--) {
      if (content.get(i) == (byte) 0xff && content.get(i + 1) == (byte) END) {
        return false;
      }
    }
    return true;
  }

  private static int frame(final ByteBuffer content) throws BrokenPictureException {
    try {
      return (int) new JpegHeader(new PictureBytes(content.limit(), content)).frame;
    } catch (final BytesMissingException e) {
      throw new IllegalStateException("all bytes are here", e);
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
