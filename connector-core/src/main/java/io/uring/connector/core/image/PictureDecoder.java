package io.uring.connector.core.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;

/** Makes pixels of pictures. */
public final class PictureDecoder {
  /** The most pixels that a picture can have: four bytes each must fit an array. */
  public static final long MOST_PIXELS = Integer.MAX_VALUE / 4;

  private PictureDecoder() {}

  /**
   * Decodes a picture, the first one where a file has several, as it is stored: not turned by its
   * orientation.
   *
   * @param content the file's bytes, from position 0 of the buffer to its limit
   * @param format what its {@linkplain PictureHeader#read header} says it is
   * @param mostPixels the most pixels that are decoded, up to {@link #MOST_PIXELS}
   * @return the pixels
   * @throws LargePictureException if the picture has more; nothing was allocated for it then
   * @throws BrokenPictureException if the bytes are no such picture, or not all of one
   */
  public static Pixels decode(
      final ByteBuffer content, final PictureFormat format, final long mostPixels)
      throws LargePictureException, BrokenPictureException {
    if (isCut(content, format)) {
      throw new BrokenPictureException(
          "the picture goes on where the file ends, at " + content.limit());
    }
    final Iterator<ImageReaderSpi> readers = PictureReaders.of(format, content).iterator();
    while (true) {
      final ImageReaderSpi reader = readers.next();
      try {
        return decode(content, reader, mostPixels);
      } catch (final LargePictureException | BrokenPictureException said) {
        throw said;
      } catch (final IOException | RuntimeException refused) {
        // Readers meet broken bytes with exceptions of every kind.
        if (!readers.hasNext()) {
          throw new BrokenPictureException("not a sound " + format + ": " + refused, refused);
        }
      }
    }
  }

  private static Pixels decode(
      final ByteBuffer content, final ImageReaderSpi provider, final long mostPixels)
      throws IOException {
    final ImageReader reader = provider.createReaderInstance();
    try (ContentStream stream = new ContentStream(content)) {
      reader.setInput(stream, true, true);
      final int width = reader.getWidth(0);
      final int height = reader.getHeight(0);
      if ((long) width * height > Math.min(mostPixels, MOST_PIXELS)) {
        throw new LargePictureException(width, height, Math.min(mostPixels, MOST_PIXELS));
      }
      return Pixels.of(reader.read(0));
    } finally {
      reader.dispose();
    }
  }

  /** Some readers fill up with gray what is not there; those of the other formats say so. */
  private static boolean isCut(final ByteBuffer content, final PictureFormat format)
      throws BrokenPictureException {
    return switch (format) {
      case JPEG -> JpegHeader.isCut(content);
      case WEBP -> WebpHeader.isCut(content);
      default -> false;
    };
  }
}
