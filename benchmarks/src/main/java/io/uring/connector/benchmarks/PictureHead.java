package io.uring.connector.benchmarks;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;

/**
 * The bytes of a JPEG before its pixels, each with a size of its own. One in three has what cameras
 * put before it, a thumbnail, and one in thirty a long colour profile; the others have nothing, as
 * most on the web.
 */
final class PictureHead {
  private static final int THUMBNAIL = 8_000;
  private static final int PROFILE = 60_000;
  private static final byte[] PLAIN = plain();

  private PictureHead() {}

  /** The head of a file that has room for it. */
  static ByteBuffer of(final int file, final long size) {
    final boolean profile = file % 30 == 0 && size > 2 * PROFILE;
    final boolean thumbnail = file % 3 == 0 && size > 2 * THUMBNAIL;
    final ByteBuffer head =
        ByteBuffer.allocate(
            PLAIN.length + (profile ? 4 + PROFILE : 0) + (thumbnail ? 4 + THUMBNAIL : 0));
    head.put(PLAIN, 0, 2);
    if (thumbnail) {
      put(head, 0xe1, "Exif\0\0MM\0*\0\0\0\010\0\0", THUMBNAIL);
    }
    if (profile) {
      put(head, 0xe4, "profile\0", PROFILE);
    }
    head.put(PLAIN, 2, PLAIN.length - 2);
    final int frame = head.limit() - PLAIN.length + frame();
    head.putShort(frame + 5, (short) (200 + file % 3_001));
    head.putShort(frame + 7, (short) (200 + file % 4_001));
    return head.flip();
  }

  private static void put(
      final ByteBuffer head, final int marker, final String name, final int length) {
    head.put((byte) 0xff).put((byte) marker).putShort((short) (2 + length));
    final int end = head.position() + length;
    head.put(name.getBytes(StandardCharsets.ISO_8859_1)).position(end);
  }

  private static int frame() {
    for (int i = 2; i < PLAIN.length; i += 2 + ByteBuffer.wrap(PLAIN).getChar(i + 2)) {
      if (PLAIN[i + 1] == (byte) 0xc0) {
        return i;
      }
    }
    throw new IllegalStateException("a JPEG without a frame");
  }

  /** Up to the end of the segment that comes before the pixels. */
  private static byte[] plain() {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_3BYTE_BGR), "jpeg", out);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    final byte[] jpeg = out.toByteArray();
    int at = 2;
    while (jpeg[at + 1] != (byte) 0xda) {
      at += 2 + ByteBuffer.wrap(jpeg).getChar(at + 2);
    }
    return Arrays.copyOf(jpeg, at + 2 + ByteBuffer.wrap(jpeg).getChar(at + 2));
  }
}
