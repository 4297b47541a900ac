package io.uring.connector.core.image;

/**
 * The first directory of TIFF data: of a TIFF itself, or of the Exif block in another picture. An
 * entry has a tag, a type, a count, and its value or where that lies; only numbers that stand in
 * the entry itself are read here.
 *
 * <pre>
 *  0        2        4               8               12
 *  +--------+--------+---------------+---------------+
 *  |  tag   |  type  |     count     | value, or its |
 *  |        |        |               |    offset     |
 *  +--------+--------+---------------+---------------+
 * </pre>
 */
final class Ifd {
  private static final int ENTRY_BYTES = 12;
  private static final int VALUE = 8;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int ORIENTATION = 274;

  private final PictureBytes bytes;
  private final boolean big;
  private final long firstEntry;
  private final int entries;

  private Ifd(
      final PictureBytes bytes, final boolean big, final long firstEntry, final int entries) {
    this.bytes = bytes;
    this.big = big;
    this.firstEntry = firstEntry;
    this.entries = entries;
  }

  /** The directory of TIFF data that lies between two positions. */
  static Ifd first(final PictureBytes bytes, final long base, final long end)
      throws BytesMissingException, BrokenPictureException {
    final boolean big = bytes.startsWith(base, "MM\0*");
    if (!big && !bytes.startsWith(base, "II*\0")) {
      throw new BrokenPictureException("not a TIFF: no byte order");
    }
    final long offset =
        Integer.toUnsignedLong(big ? bytes.big32(base + 4) : bytes.little32(base + 4));
    final long directory = base + offset;
    if (directory + 2 > end) {
      throw new BrokenPictureException(
          "not a TIFF: its directory is at " + offset + ", it ends at " + (end - base));
    }
    final int entries = big ? bytes.big16(directory) : bytes.little16(directory);
    final long room = (end - directory - 2) / ENTRY_BYTES;
    return new Ifd(bytes, big, directory + 2, (int) Math.min(entries, room));
  }

  /** What an Exif block says; a broken one says nothing, and does not break its picture. */
  static int orientation(final PictureBytes bytes, final long base, final long end)
      throws BytesMissingException {
    try {
      return first(bytes, base, Math.min(end, bytes.length())).orientation();
    } catch (final BrokenPictureException broken) {
      return PictureHeader.UPRIGHT;
    }
  }

  int orientation() throws BytesMissingException, BrokenPictureException {
    final int orientation = number(ORIENTATION);
    return orientation >= 1 && orientation <= 8 ? orientation : PictureHeader.UPRIGHT;
  }

  /** The number of a tag; -1 where there is none, or one of another type. */
  int number(final int tag) throws BytesMissingException, BrokenPictureException {
    for (int i = 0; i < entries; i++) {
      final long entry = firstEntry + (long) i * ENTRY_BYTES;
      if (read16(entry) == tag) {
        return switch (read16(entry + 2)) {
          case SHORT -> read16(entry + VALUE);
          case LONG -> big ? bytes.big32(entry + VALUE) : bytes.little32(entry + VALUE);
          default -> -1;
        };
      }
    }
    return -1;
  }

  private int read16(final long position) throws BytesMissingException, BrokenPictureException {
    return big ? bytes.big16(position) : bytes.little16(position);
  }
}
