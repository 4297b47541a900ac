package io.uring.connector.examples.flink;

import io.uring.connector.core.image.BrokenPictureException;
import io.uring.connector.core.image.BytesMissingException;
import io.uring.connector.core.image.PictureBytes;
import io.uring.connector.core.image.PictureHeader;
import io.uring.connector.flink.FileRow;

/**
 * What the header of a picture says. Flink takes it for a POJO, since it is a public record of
 * plain types: no record of it goes through Kryo.
 *
 * @param format such as JPEG, or why there is none, in brackets
 * @param size how many pixels it has, roughly
 */
public record Picture(String format, String size) {
  private static final String[] SIZES = {
    "below 0.1 megapixels", "0.1 to 1 megapixels", "1 to 10 megapixels", "10 megapixels and more"
  };

  private static final long SMALLEST = 100_000;

  /** Looks at a file where it landed, outside of the heap: no bytes are copied. */
  static Picture of(final FileRow row) {
    try {
      final PictureHeader header =
          PictureHeader.read(new PictureBytes(row.fileLength(), row.content()));
      return header == null
          ? new Picture("(no picture)", "")
          : new Picture(header.format().name(), size((long) header.width() * header.height()));
    } catch (final BytesMissingException e) {
      return new Picture("(long header)", "");
    } catch (final BrokenPictureException e) {
      return new Picture("(broken)", "");
    }
  }

  private static String size(final long pixels) {
    int size = 0;
    for (long most = SMALLEST; size < SIZES.length - 1 && pixels >= most; most *= 10) {
      size++;
    }
    return SIZES[size];
  }
}
