package io.uring.connector.examples;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** What the first bytes of a picture say about it. */
final class PictureHeader {
  private PictureHeader() {}

  /**
   * Decodes the header of a JPEG, PNG, GIF, BMP or TIFF.
   *
   * @return format, width and height; null where the bytes are no such picture, or a broken one
   */
  static @Nullable Row decode(final byte @Nullable [] content) {
    if (content == null) {
      return null;
    }
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      final Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        return null;
      }
      final ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        final String format = reader.getFormatName().toUpperCase(Locale.ROOT);
        return RowFactory.create(format, reader.getWidth(0), reader.getHeight(0));
      } finally {
        reader.dispose();
      }
    } catch (final IOException | RuntimeException broken) {
      // A broken header may make a reader throw anything.
      return null;
    }
  }
}
