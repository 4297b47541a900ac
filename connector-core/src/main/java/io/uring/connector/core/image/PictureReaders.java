package io.uring.connector.core.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ServiceRegistry;

/**
 * Who decodes what. The JDK's own readers are taken, whatever else an application has put into
 * ImageIO, so that a picture has the same pixels everywhere; nothing is added to ImageIO.
 */
final class PictureReaders {
  private static final Map<PictureFormat, List<ImageReaderSpi>> READERS = readers();

  /** Of the JDK's readers some refuse these, and others show them too light. */
  private static final List<ImageReaderSpi> FOUR_COLOURS =
      List.of(anyJpeg(ofJdk(PictureFormat.JPEG)));

  private PictureReaders() {}

  /** At least one; each is asked when the one before it has refused. */
  static List<ImageReaderSpi> of(final PictureFormat format, final ByteBuffer content)
      throws BrokenPictureException {
    if (format == PictureFormat.JPEG && JpegHeader.hasFourColours(content)) {
      return FOUR_COLOURS;
    }
    return Objects.requireNonNull(READERS.get(format));
  }

  private static Map<PictureFormat, List<ImageReaderSpi>> readers() {
    final Map<PictureFormat, List<ImageReaderSpi>> readers = new EnumMap<>(PictureFormat.class);
    for (final PictureFormat format : PictureFormat.values()) {
      readers.put(
          format,
          switch (format) {
            case WEBP -> List.of(new WebPImageReaderSpi());
            case JPEG -> List.of(ofJdk(format), anyJpeg(ofJdk(format)));
            default -> List.of(ofJdk(format));
          });
    }
    return readers;
  }

  private static ImageReaderSpi ofJdk(final PictureFormat format) {
    final Iterator<ImageReaderSpi> all =
        IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
    while (all.hasNext()) {
      final ImageReaderSpi reader = all.next();
      if (reader.getClass().getModule() == ImageIO.class.getModule()
          && List.of(reader.getFormatNames()).contains(format.name())) {
        return reader;
      }
    }
    throw new IllegalStateException("this JVM has no decoder for " + format);
  }

  /**
   * For CMYK and odd colour profiles, which the JDK's reader does not know how to convert. This one
   * finds the JDK's, which it works on, in the registry that it is put into: one that nobody else
   * has.
   */
  private static ImageReaderSpi anyJpeg(final ImageReaderSpi jdk) {
    final ServiceRegistry own =
        new ServiceRegistry(List.<Class<?>>of(ImageReaderSpi.class).iterator());
    own.registerServiceProvider(jdk, ImageReaderSpi.class);
    final ImageReaderSpi any = new JPEGImageReaderSpi();
    own.registerServiceProvider(any, ImageReaderSpi.class);
    return any;
  }
}
