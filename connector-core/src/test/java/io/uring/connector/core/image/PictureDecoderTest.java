package io.uring.connector.core.image;

import static io.uring.connector.core.image.SamplePictures.cut;
import static io.uring.connector.core.image.SamplePictures.noise;
import static io.uring.connector.core.image.SamplePictures.withSegment;
import static io.uring.connector.core.image.SamplePictures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Pixels against those that ImageIO gives for the same bytes. */
class PictureDecoderTest {
  private static final long ENOUGH = 1_000_000;

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "WEBP")
  void shouldGiveTheColoursOfImageIo(PictureFormat format) throws IOException {
    byte[] picture = write(noise(33, 17, BufferedImage.TYPE_3BYTE_BGR), format.name());
    Pixels pixels = decode(picture);
    assertSize(pixels, 33, 17, 3, 16);
    BufferedImage expected = ImageIO.read(new ByteArrayInputStream(picture));
    for (int y = 0, at = 0; y < 17; y++) {
      for (int x = 0; x < 33; x++) {
        int rgb = expected.getRGB(x, y);
        assertThat(pixels.data()[at++]).isEqualTo((byte) rgb);
        assertThat(pixels.data()[at++]).isEqualTo((byte) (rgb >> 8));
        assertThat(pixels.data()[at++]).isEqualTo((byte) (rgb >> 16));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "bmp", "tiff"})
  void shouldGiveGraysAsTheyAre(String format) throws IOException {
    BufferedImage gray = new BufferedImage(9, 5, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 45; i++) {
      gray.getRaster().setSample(i % 9, i / 9, 0, 5 * i);
    }
    byte[] picture = write(gray, format);
    BufferedImage expected = ImageIO.read(new ByteArrayInputStream(picture));
    Pixels pixels = decode(picture);
    assertSize(pixels, 9, 5, 1, 0);
    for (int i = 0; i < 45; i++) {
      assertThat(pixels.data()[i])
          .isEqualTo((byte) expected.getRaster().getSample(i % 9, i / 9, 0));
    }
  }

  @Test
  void shouldGiveTheUpperHalfOfSixteenBits() throws IOException {
    BufferedImage gray = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    gray.getRaster().setSample(0, 0, 0, 0x1234);
    gray.getRaster().setSample(1, 0, 0, 0xfedc);
    assertThat(decode(write(gray, "png")).data()).containsExactly(0x12, 0xfe);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff"})
  void shouldGiveAlphaLast(String format) throws IOException {
    BufferedImage image = noise(7, 4, BufferedImage.TYPE_4BYTE_ABGR);
    Pixels pixels = decode(write(image, format));
    assertSize(pixels, 7, 4, 4, 24);
    ByteBuffer bgra = ByteBuffer.wrap(pixels.data());
    for (int i = 0; i < 28; i++) {
      assertThat(Integer.reverseBytes(bgra.getInt())).isEqualTo(image.getRGB(i % 7, i / 7));
    }
  }

  @Test
  void shouldDecodeWebp() throws IOException {
    Pixels pixels = decode(SamplePictures.WEBP);
    assertSize(pixels, 5, 3, 3, 16);
    for (int i = 0; i < 15; i++) {
      int x = i % 5;
      int y = i / 5;
      assertThat(pixels.data()[3 * i]).isEqualTo((byte) (255 - 40 * x));
      assertThat(pixels.data()[3 * i + 1]).isEqualTo((byte) (100 * y));
      assertThat(pixels.data()[3 * i + 2]).isEqualTo((byte) (50 * x));
    }
    assertSize(decode(SamplePictures.WEBP_LOSSY), 5, 3, 3, 16);
    assertThat(decode(SamplePictures.WEBP_TURNED).data()).isEqualTo(pixels.data());
  }

  @Test
  void shouldDecodeFourColours() throws IOException {
    byte[] red = SamplePictures.JPEG_CMYK;
    Pixels pixels = decode(red);
    assertSize(pixels, 4, 2, 3, 16);
    for (int i = 0; i < 8; i++) {
      assertThat(pixels.data()[3 * i] & 0xff).isLessThan(60);
      assertThat(pixels.data()[3 * i + 1] & 0xff).isLessThan(60);
      assertThat(pixels.data()[3 * i + 2] & 0xff).isGreaterThan(190);
    }
  }

  /** What other programs make of it; some versions of the JDK's reader show it too light. */
  @Test
  void shouldNotBrightenFourColours() throws IOException {
    Pixels pixels = decode(SamplePictures.JPEG_CMYK_MIDDLE);
    assertSize(pixels, 8, 8, 3, 16);
    for (int i = 0; i < 64; i++) {
      assertThat(pixels.data()[3 * i] & 0xff).isBetween(166, 168);
      assertThat(pixels.data()[3 * i + 1] & 0xff).isBetween(110, 112);
      assertThat(pixels.data()[3 * i + 2] & 0xff).isBetween(222, 224);
    }
  }

  @Test
  void shouldDecodePalettesAndInterlaced() throws IOException {
    BufferedImage palette = noise(9, 7, BufferedImage.TYPE_BYTE_INDEXED);
    assertColours(decode(write(palette, "png")), palette);
    assertColours(decode(write(palette, "gif")), palette);
    BufferedImage blackAndWhite = noise(9, 7, BufferedImage.TYPE_BYTE_BINARY);
    assertColours(decode(write(blackAndWhite, "png")), blackAndWhite);
    BufferedImage colours = noise(19, 11, BufferedImage.TYPE_3BYTE_BGR);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(out);
      writer.write(null, new IIOImage(colours, null, null), param);
    }
    writer.dispose();
    assertColours(decode(bytes.toByteArray()), colours);
  }

  @Test
  void shouldTurnBitmapsThatBeginAtTheTop() throws IOException {
    BufferedImage image = noise(4, 3, BufferedImage.TYPE_3BYTE_BGR);
    byte[] bmp = write(image, "bmp");
    ByteBuffer turned = ByteBuffer.wrap(bmp.clone()).order(ByteOrder.LITTLE_ENDIAN);
    turned.putInt(22, -3);
    for (int row = 0; row < 3; row++) {
      turned.put(54 + 12 * row, bmp, 54 + 12 * (2 - row), 12);
    }
    assertColours(decode(turned.array()), image);
  }

  @Test
  void shouldDecodeWhatIsFollowedByOtherBytes() throws IOException {
    for (byte[] picture :
        List.of(
            write(noise(9, 5, BufferedImage.TYPE_3BYTE_BGR), "jpeg"),
            write(noise(9, 5, BufferedImage.TYPE_3BYTE_BGR), "png"),
            SamplePictures.WEBP)) {
      byte[] longer = java.util.Arrays.copyOf(picture, picture.length + 1000);
      assertThat(decode(longer).data()).isEqualTo(decode(picture).data());
    }
  }

  /** One that a thumbnail's end could be taken for the end of. */
  @Test
  void shouldRefuseAJpegAndAWebpCutAnywhere() throws IOException {
    byte[] thumbnail = write(noise(2, 2, BufferedImage.TYPE_3BYTE_BGR), "jpeg");
    byte[] jpeg = write(noise(12, 9, BufferedImage.TYPE_3BYTE_BGR), "jpeg");
    for (byte[] picture :
        List.of(
            withSegment(jpeg, 0xe1, thumbnail),
            SamplePictures.JPEG_CMYK,
            SamplePictures.WEBP,
            SamplePictures.WEBP_LOSSY,
            SamplePictures.WEBP_TURNED)) {
      for (int length = 12; length < picture.length; length++) {
        byte[] cut = cut(picture, length);
        assertThatThrownBy(() -> decode(cut))
            .as("%s bytes of %s", length, picture.length)
            .isInstanceOf(BrokenPictureException.class);
      }
      decode(picture);
    }
  }

  @Test
  void shouldLeaveImageIoAsItIs() throws IOException {
    decode(SamplePictures.JPEG_CMYK);
    decode(SamplePictures.WEBP);
    IIORegistry.getDefaultInstance()
        .getServiceProviders(ImageReaderSpi.class, false)
        .forEachRemaining(reader -> assertThat(reader.getClass().getEnclosingClass()).isNull());
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseHalfAPicture(PictureFormat format) throws IOException {
    byte[] picture =
        format == PictureFormat.WEBP
            ? SamplePictures.WEBP
            : write(noise(200, 100, BufferedImage.TYPE_3BYTE_BGR), format.name());
    byte[] half = cut(picture, picture.length / 2);
    assertThatThrownBy(() -> PictureDecoder.decode(ByteBuffer.wrap(half), format, ENOUGH))
        .isInstanceOf(BrokenPictureException.class);
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseWhatOnlyBeginsAsAPicture(PictureFormat format) throws IOException {
    byte[] picture =
        format == PictureFormat.WEBP
            ? SamplePictures.WEBP.clone()
            : write(noise(20, 10, BufferedImage.TYPE_3BYTE_BGR), format.name());
    java.util.Arrays.fill(picture, 16, picture.length, (byte) 0x55);
    assertThatThrownBy(() -> PictureDecoder.decode(ByteBuffer.wrap(picture), format, ENOUGH))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({"100, 99", "2147483647, 536870911"})
  void shouldNotDecodeMorePixelsThanAllowed(int most, long allowed) throws IOException {
    byte[] png = write(noise(10, 10, BufferedImage.TYPE_3BYTE_BGR), "png");
    if (most == 100) {
      assertThat(PictureDecoder.decode(ByteBuffer.wrap(png), PictureFormat.PNG, 100).width())
          .isEqualTo(10);
      assertThatThrownBy(
              () -> PictureDecoder.decode(ByteBuffer.wrap(png), PictureFormat.PNG, allowed))
          .isInstanceOf(LargePictureException.class)
          .hasMessage("the picture has 100 pixels (10x10), more than the 99 that are allowed");
    } else {
      ByteBuffer.wrap(png).putInt(16, 30_000).putInt(20, 30_000);
      assertThatThrownBy(() -> PictureDecoder.decode(ByteBuffer.wrap(png), PictureFormat.PNG, most))
          .isInstanceOf(LargePictureException.class)
          .hasMessageContaining("900000000 pixels")
          .hasMessageContaining(Long.toString(allowed));
    }
  }

  /** Against the picture that was written. */
  private static void assertColours(Pixels pixels, BufferedImage expected) {
    assertSize(pixels, expected.getWidth(), expected.getHeight(), 3, 16);
    int at = 0;
    for (int y = 0; y < expected.getHeight(); y++) {
      for (int x = 0; x < expected.getWidth(); x++) {
        int rgb = expected.getRGB(x, y);
        assertThat(pixels.data()[at++]).isEqualTo((byte) rgb);
        assertThat(pixels.data()[at++]).isEqualTo((byte) (rgb >> 8));
        assertThat(pixels.data()[at++]).isEqualTo((byte) (rgb >> 16));
      }
    }
  }

  private static Pixels decode(byte[] picture) throws IOException {
    ByteBuffer direct = ByteBuffer.allocateDirect(picture.length).put(picture).flip();
    PictureFormat format = PictureFormat.of(direct);
    assertThat(format).isNotNull();
    return PictureDecoder.decode(direct.asReadOnlyBuffer(), format, ENOUGH);
  }

  private static void assertSize(Pixels pixels, int width, int height, int channels, int mode) {
    assertThat(pixels.width()).isEqualTo(width);
    assertThat(pixels.height()).isEqualTo(height);
    assertThat(pixels.channels()).isEqualTo(channels);
    assertThat(pixels.mode()).isEqualTo(mode);
    assertThat(pixels.data()).hasSize(width * height * channels);
  }
}
