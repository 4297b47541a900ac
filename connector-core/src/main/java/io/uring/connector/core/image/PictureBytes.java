package io.uring.connector.core.image;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What is known of a picture's bytes: its head, and pieces that were read later. */
public final class PictureBytes {
  private record Piece(long offset, ByteBuffer bytes) {
    boolean has(final long position) {
      return position >= offset && position - offset < bytes.limit();
    }
  }

  /** What is asked for at least: enough for a segment's start, or a whole directory. */
  private static final int PIECE = 4 << 10;

  /** A header that needs more of a picture than that has no end. */
  private static final long MOST_BYTES = 16 << 20;

  private final long length;
  private final List<Piece> pieces = new ArrayList<>(1);
  private Piece last;
  private long known;

  /**
   * A picture of which the first bytes are known, or all.
   *
   * @param length bytes of the whole picture
   * @param head its first bytes, from position 0 of the buffer to its limit
   */
  public PictureBytes(final long length, final ByteBuffer head) {
    this.length = length;
    last = new Piece(0, head);
    pieces.add(last);
    known = head.limit();
  }

  /**
   * Adds bytes that were missing.
   *
   * @param offset where they are in the picture
   * @param bytes from position 0 of the buffer to its limit
   */
  public void add(final long offset, final ByteBuffer bytes) {
    last = new Piece(offset, bytes);
    pieces.add(last);
    known += bytes.limit();
  }

  long length() {
    return length;
  }

  boolean has(final long position) {
    return position < length;
  }

  /** One byte, 0 to 255. */
  int at(final long position) throws BytesMissingException, BrokenPictureException {
    if (!last.has(position)) {
      last = find(position);
    }
    return last.bytes.get((int) (position - last.offset)) & 0xff;
  }

  boolean startsWith(final long position, final String latin)
      throws BytesMissingException, BrokenPictureException {
    if (position + latin.length() > length) {
      return false;
    }
    for (int i = 0; i < latin.length(); i++) {
      if (at(position + i) != latin.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  int little16(final long position) throws BytesMissingException, BrokenPictureException {
    return at(position) | at(position + 1) << 8;
  }

  int little32(final long position) throws BytesMissingException, BrokenPictureException {
    return little16(position) | little16(position + 2) << 16;
  }

  int big16(final long position) throws BytesMissingException, BrokenPictureException {
    return at(position) << 8 | at(position + 1);
  }

  int big32(final long position) throws BytesMissingException, BrokenPictureException {
    return big16(position) << 16 | big16(position + 2);
  }

  private Piece find(final long position) throws BytesMissingException, BrokenPictureException {
    if (position < 0 || position >= length) {
      throw new BrokenPictureException(
          "the header goes on at " + position + ", the file ends at " + length);
    }
    for (final Piece piece : pieces) {
      if (piece.has(position)) {
        return piece;
      }
    }
    if (known > MOST_BYTES) {
      throw new BrokenPictureException("no end of the header in " + known + " bytes of it");
    }
    // More each time, so that a header of many parts has come to its end, or the most bytes to
    // theirs, after some sixty reads.
    final long more = Math.max(PIECE, known / 8);
    throw new BytesMissingException(position, (int) Math.min(more, length - position));
  }
}
