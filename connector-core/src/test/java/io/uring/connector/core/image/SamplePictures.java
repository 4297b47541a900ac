package io.uring.connector.core.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Pictures as bytes: written by ImageIO, or kept here where it writes none of their kind. */
final class SamplePictures {
  /** 5x3, without loss. */
  static final byte[] WEBP =
      bytes(
          "UklGRkAAAABXRUJQVlA4TDQAAAAvBIAAAHdAkG0zrAPVH+MMIyMQSPIn3Ob570EOsHkBDAJAIlCxpJBCcCmsMGpE"
              + "/8NDjn0B");

  /** The same with loss. */
  static final byte[] WEBP_LOSSY =
      bytes(
          "UklGRl4AAABXRUJQVlA4IFIAAACQAwCdASoFAAMAAUAmJbACdLoBNgFyAfoB7AH6AXwADA2rr04AAP5NP6rEOpTF"
              + "3P/+vaU7gv/gt5fZQrf4ETehN1/zT3AHk2cu1Uud5/4oPQAA");

  /** The same with an orientation of 6 behind the pixels. */
  static final byte[] WEBP_TURNED =
      bytes(
          "UklGRnQAAABXRUJQVlA4WAoAAAAIAAAABAAAAgAAVlA4TDQAAAAvBIAAAHdAkG0zrAPVH+MMIyMQSPIn3Ob570EO"
              + "sHkBDAJAIlCxpJBCcCmsMGpE/8NDjn0BRVhJRhoAAABNTQAqAAAACAABARIAAwAAAAEABgAAAAAAAA==");

  /** 4x2, all red, in cyan, magenta, yellow and black. */
  static final byte[] JPEG_CMYK =
      bytes(
          "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcG"
              + "BggLCAkKCgoKCgYICwwLCgwJCgoK/8AAFAgAAgAEBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAA"
              + "AAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEV"
              + "UtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SF"
              + "hoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz"
              + "9PX29/j5+v/aAA4EQwBNAFkASwAAPwD9/K/n/r+f+v38r//Z");

  /** 8x8 of one colour: cyan 0, magenta 128, yellow 64, black 32. */
  static final byte[] JPEG_CMYK_MIDDLE =
      bytes(
          "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwABAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
              + "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB/9sAQwEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
              + "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB/8AAFAgACAAIBEMRAE0RAVkRAUsRAf/EABYAAQEB"
              + "AAAAAAAAAAAAAAAAAAoECf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAOBEMATQBZAEsAAD8Afwnb8F8P/9k=");

  private SamplePictures() {}

  /** A picture of noise, which shows when pixels change places. */
  static BufferedImage noise(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    SplittableRandom random = new SplittableRandom(width * 31L + height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    return image;
  }

  static byte[] write(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, out)) {
      throw new IOException("ImageIO has no writer for this picture as " + format);
    }
    return out.toByteArray();
  }

  /** A JPEG with a segment put in right behind its first marker. */
  static byte[] withSegment(byte[] jpeg, int marker, byte[] data) {
    return ByteBuffer.allocate(jpeg.length + 4 + data.length)
        .put(jpeg, 0, 2)
        .put((byte) 0xff)
        .put((byte) marker)
        .putShort((short) (data.length + 2))
        .put(data)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** An Exif segment's data that says no more than how to turn the picture. */
  static byte[] exif(ByteOrder order, int orientation) {
    ByteBuffer data = ByteBuffer.allocate(6 + 26).put(new byte[] {'E', 'x', 'i', 'f', 0, 0});
    return data.put(tiffOrientation(order, orientation)).array();
  }

  /** Directory entries come in the order of their tags: the one before is the camera's maker. */
  static byte[] tiffOrientation(ByteOrder order, int orientation) {
    ByteBuffer data = ByteBuffer.allocate(26).order(order);
    data.put(order == ByteOrder.BIG_ENDIAN ? new byte[] {'M', 'M'} : new byte[] {'I', 'I'});
    data.putShort((short) 42).putInt(8).putShort((short) 1);
    data.putShort((short) 274).putShort((short) 3).putInt(1).putShort((short) orientation);
    return data.array();
  }

  /** A PNG with a chunk behind its header; its check sum is not right, which no header needs. */
  static byte[] withChunk(byte[] png, String name, byte[] data) {
    return ByteBuffer.allocate(png.length + 12 + data.length)
        .put(png, 0, 33)
        .putInt(data.length)
        .put(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
        .put(data)
        .putInt(0)
        .put(png, 33, png.length - 33)
        .array();
  }

  static byte[] cut(byte[] picture, int length) {
    return Arrays.copyOf(picture, length);
  }

  private static byte[] bytes(String base64) {
    return Base64.getDecoder().decode(base64);
  }
}
