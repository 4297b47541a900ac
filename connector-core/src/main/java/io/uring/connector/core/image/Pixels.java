package io.uring.connector.core.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;

/**
 * A decoded picture as OpenCV, and so Spark's image source, has it: rows from the top, in each
 * pixel blue, green and red, then alpha where there is one; or gray alone. Eight bits each.
 */
public final class Pixels {
  private final int width;
  private final int height;
  private final int channels;
  private final byte[] data;

  private Pixels(final int width, final int height, final int channels, final byte[] data) {
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.data = data;
  }

  /**
   * Pixels of a row.
   *
   * @return above 0
   */
  public int width() {
    return width;
  }

  /**
   * Rows.
   *
   * @return above 0
   */
  public int height() {
    return height;
  }

  /**
   * Bytes of a pixel.
   *
   * @return 1 for gray, 3 for colour, 4 for colour and alpha
   */
  public int channels() {
    return channels;
  }

  /**
   * OpenCV's number for such pixels.
   *
   * @return {@code CV_8UC1}=0, {@code CV_8UC3}=16 or {@code CV_8UC4}=24
   */
  public int mode() {
    return (channels - 1) << 3;
  }

  /**
   * All pixels.
   *
   * @return width by height by channels bytes, not a copy
   */
  public byte[] data() {
    return data;
  }

  static Pixels of(final BufferedImage image) {
    if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
      return new Pixels(image.getWidth(), image.getHeight(), 1, gray(image));
    }
    final int channels = image.getColorModel().hasAlpha() ? 4 : 3;
    return new Pixels(image.getWidth(), image.getHeight(), channels, colour(image, channels));
  }

  /** The samples themselves: {@code getRGB} would brighten them. */
  private static byte[] gray(final BufferedImage image) {
    final Raster raster = image.getRaster();
    final int width = image.getWidth();
    final int surplus = Math.max(0, image.getSampleModel().getSampleSize(0) - Byte.SIZE);
    final byte[] data = new byte[width * image.getHeight()];
    final int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (final int sample : row) {
        data[at++] = (byte) (sample >> surplus);
      }
    }
    return data;
  }

  private static byte[] colour(final BufferedImage image, final int channels) {
    final int width = image.getWidth();
    final int length = width * image.getHeight() * channels;
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR
        && image.getRaster().getDataBuffer() instanceof DataBufferByte bytes
        && bytes.getData().length == length) {
      return bytes.getData();
    }
    final byte[] data = new byte[length];
    final int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (final int argb : row) {
        data[at++] = (byte) argb;
        data[at++] = (byte) (argb >> 8);
        data[at++] = (byte) (argb >> 16);
        if (channels == 4) {
          data[at++] = (byte) (argb >> 24);
        }
      }
    }
    return data;
  }
}
