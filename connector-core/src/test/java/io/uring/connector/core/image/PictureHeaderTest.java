package io.uring.connector.core.image;

import static io.uring.connector.core.image.SamplePictures.WEBP;
import static io.uring.connector.core.image.SamplePictures.WEBP_LOSSY;
import static io.uring.connector.core.image.SamplePictures.WEBP_TURNED;
import static io.uring.connector.core.image.SamplePictures.exif;
import static io.uring.connector.core.image.SamplePictures.noise;
import static io.uring.connector.core.image.SamplePictures.tiffOrientation;
import static io.uring.connector.core.image.SamplePictures.withChunk;
import static io.uring.connector.core.image.SamplePictures.withSegment;
import static io.uring.connector.core.image.SamplePictures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.testing.Randomly;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats, sizes and orientations, and that no byte is asked for that the header does not need. */
class PictureHeaderTest {
  private static final BufferedImage PICTURE = noise(37, 21, BufferedImage.TYPE_3BYTE_BGR);

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "WEBP")
  void shouldReadWhatImageIoWrites(PictureFormat format) throws IOException {
    assertThat(read(write(PICTURE, format.name()))).isEqualTo(new PictureHeader(format, 37, 21, 1));
  }

  @Test
  void shouldReadEveryKindOfWebp() throws IOException {
    assertThat(read(WEBP)).isEqualTo(new PictureHeader(PictureFormat.WEBP, 5, 3, 1));
    assertThat(read(WEBP_LOSSY)).isEqualTo(new PictureHeader(PictureFormat.WEBP, 5, 3, 1));
    assertThat(read(WEBP_TURNED)).isEqualTo(new PictureHeader(PictureFormat.WEBP, 5, 3, 6));
  }

  @Test
  void shouldReadProgressiveJpeg() throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(out);
      writer.write(null, new IIOImage(PICTURE, null, null), param);
    }
    writer.dispose();
    assertThat(read(bytes.toByteArray()))
        .isEqualTo(new PictureHeader(PictureFormat.JPEG, 37, 21, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldReadTheOrientation(int orientation) throws IOException {
    byte[] jpeg = write(PICTURE, "jpeg");
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      assertThat(read(withSegment(jpeg, 0xe1, exif(order, orientation))))
          .isEqualTo(new PictureHeader(PictureFormat.JPEG, 37, 21, orientation));
      byte[] block = tiffOrientation(order, orientation);
      assertThat(read(withChunk(write(PICTURE, "png"), "eXIf", block)))
          .isEqualTo(new PictureHeader(PictureFormat.PNG, 37, 21, orientation));
    }
    byte[] webp = WEBP_TURNED.clone();
    assertThat(webp[webp.length - 7]).isEqualTo((byte) 6);
    webp[webp.length - 7] = (byte) orientation;
    assertThat(read(webp)).isEqualTo(new PictureHeader(PictureFormat.WEBP, 5, 3, orientation));
  }

  @Test
  void shouldNotReadToTheEndOfAnAnimationForAnOrientation() throws IOException {
    byte[] webp = WEBP_TURNED.clone();
    webp[20] |= 2;
    assertThat(read(webp)).isEqualTo(new PictureHeader(PictureFormat.WEBP, 5, 3, 1));
  }

  @Test
  void shouldTakeTheFirstExifOfSeveral() throws IOException {
    byte[] second = withSegment(write(PICTURE, "jpeg"), 0xe1, exif(ByteOrder.BIG_ENDIAN, 3));
    byte[] both = withSegment(second, 0xe1, exif(ByteOrder.LITTLE_ENDIAN, 8));
    assertThat(read(both)).isEqualTo(new PictureHeader(PictureFormat.JPEG, 37, 21, 8));
  }

  @Test
  void shouldStepOverThumbnailsFillBytesAndOtherSegments() throws IOException {
    byte[] thumbnail = write(noise(160, 120, BufferedImage.TYPE_3BYTE_BGR), "jpeg");
    byte[] exif = exif(ByteOrder.BIG_ENDIAN, 6);
    byte[] data =
        ByteBuffer.allocate(exif.length + thumbnail.length).put(exif).put(thumbnail).array();
    byte[] jpeg = withSegment(write(PICTURE, "jpeg"), 0xe1, data);
    jpeg =
        withSegment(jpeg, 0xe1, "http://ns.adobe.com/xap/1.0/".getBytes(StandardCharsets.US_ASCII));
    jpeg = withSegment(jpeg, 0xfe, new byte[60_000]);
    byte[] filled = new byte[jpeg.length + 3000];
    java.util.Arrays.fill(filled, (byte) 0xff);
    System.arraycopy(jpeg, 0, filled, 0, 2);
    System.arraycopy(jpeg, 2, filled, 3002, jpeg.length - 2);
    assertThat(read(filled)).isEqualTo(new PictureHeader(PictureFormat.JPEG, 37, 21, 6));
  }

  @Test
  void shouldReadOldAndTurnedBitmaps() throws IOException {
    byte[] turned = write(PICTURE, "bmp");
    ByteBuffer.wrap(turned).order(ByteOrder.LITTLE_ENDIAN).putInt(22, -21);
    assertThat(read(turned)).isEqualTo(new PictureHeader(PictureFormat.BMP, 37, 21, 1));
    ByteBuffer old = ByteBuffer.allocate(26).order(ByteOrder.LITTLE_ENDIAN).put((byte) 'B');
    old.put((byte) 'M').putInt(14, 12).putShort(18, (short) 40_000).putShort(20, (short) 21);
    assertThat(read(old.array())).isEqualTo(new PictureHeader(PictureFormat.BMP, 40_000, 21, 1));
    ByteBuffer.wrap(turned).order(ByteOrder.LITTLE_ENDIAN).putInt(22, Integer.MIN_VALUE);
    assertThatThrownBy(() -> read(turned)).isInstanceOf(BrokenPictureException.class);
  }

  @Test
  void shouldNotKnowBigTiff() throws IOException {
    byte[] tiff = write(PICTURE, "tiff");
    boolean big = tiff[0] == 'M';
    tiff[big ? 3 : 2] = 43;
    assertThat(read(tiff)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 65535})
  void shouldTakeNoOtherNumberForAnOrientation(int number) throws IOException {
    byte[] jpeg = withSegment(write(PICTURE, "jpeg"), 0xe1, exif(ByteOrder.BIG_ENDIAN, number));
    assertThat(read(jpeg)).isEqualTo(new PictureHeader(PictureFormat.JPEG, 37, 21, 1));
  }

  @Test
  void shouldNotCallAPictureBrokenForItsExif() throws IOException {
    byte[] jpeg = write(PICTURE, "jpeg");
    for (int length = 0; length < 32; length++) {
      byte[] data = SamplePictures.cut(exif(ByteOrder.BIG_ENDIAN, 3), length);
      PictureHeader header = read(withSegment(jpeg, 0xe1, data));
      assertThat(header).isNotNull();
      assertThat(header.width()).isEqualTo(37);
      // The last four bytes are no part of the entry.
      assertThat(header.orientation()).isEqualTo(length < 28 ? 1 : 3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "B", "BM", "BM, said the text, is short", "RIFF1234WAVE", "GIF", "%PDF"})
  void shouldKnowWhatIsNoPicture(String text) throws IOException {
    assertThat(read(text.getBytes(StandardCharsets.ISO_8859_1))).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void shouldCallAPictureBrokenThatEndsInItsHeader(PictureFormat format) throws IOException {
    byte[] picture = format == PictureFormat.WEBP ? WEBP : write(PICTURE, format.name());
    int signature = format == PictureFormat.BMP ? 18 : format == PictureFormat.GIF ? 8 : 12;
    assertThatThrownBy(() -> read(SamplePictures.cut(picture, signature)))
        .isInstanceOf(BrokenPictureException.class);
  }

  @Test
  void shouldSaySoWhereASizeIsNone() throws IOException {
    byte[] png = write(PICTURE, "png");
    png[19] = 0;
    assertThatThrownBy(() -> read(png))
        .isInstanceOf(BrokenPictureException.class)
        .hasMessage("not a PNG: width=0, height=21");
  }

  @Test
  void shouldNameTheBytesThatItLacks() throws IOException {
    byte[] jpeg = write(PICTURE, "jpeg");
    for (int i = 0; i < 10; i++) {
      jpeg = withSegment(jpeg, 0xe2, new byte[60_000]);
    }
    Asked asked = new Asked(jpeg, PictureHeader.HEAD_BYTES, 16);
    assertThat(asked.header()).isEqualTo(new PictureHeader(PictureFormat.JPEG, 37, 21, 1));
    // One look at each segment's start, and what is behind the last one.
    assertThat(asked.bytes).isLessThan(PictureHeader.HEAD_BYTES + 30 * 16);
  }

  @Test
  void shouldGiveUpAHeaderWithoutEnd() {
    byte[] jpeg = new byte[64 << 20];
    ByteBuffer segments = ByteBuffer.wrap(jpeg).putShort((short) 0xffd8);
    while (segments.remaining() > 1000) {
      segments.putShort((short) 0xffe2).putShort((short) 998).position(segments.position() + 996);
    }
    Asked asked = new Asked(jpeg, PictureHeader.HEAD_BYTES, Integer.MAX_VALUE);
    assertThatThrownBy(asked::header)
        .isInstanceOf(BrokenPictureException.class)
        .hasMessageStartingWith("no end of the header in ");
    assertThat(asked.bytes).isBetween(16L << 20, 19L << 20);
    assertThat(asked.times).isLessThan(80);
  }

  @Test
  void shouldReadADirectoryBehindThePixels() throws IOException {
    byte[] strip = new byte[200_000];
    byte[] tiff =
        ByteBuffer.allocate(8 + strip.length + 2 + 24)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {'I', 'I', 42, 0})
            .putInt(8 + strip.length)
            .put(strip)
            .putShort((short) 2)
            .putShort((short) 256)
            .putShort((short) 4)
            .putInt(1)
            .putInt(500)
            .putShort((short) 257)
            .putShort((short) 3)
            .putInt(1)
            .putInt(400)
            .array();
    Asked asked = new Asked(tiff, PictureHeader.HEAD_BYTES, 64);
    assertThat(asked.header()).isEqualTo(new PictureHeader(PictureFormat.TIFF, 500, 400, 1));
    assertThat(asked.bytes).isEqualTo(PictureHeader.HEAD_BYTES + 26);
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindTheSameInDrops(PictureFormat format) throws IOException {
    byte[] picture = format == PictureFormat.WEBP ? WEBP_TURNED : write(PICTURE, format.name());
    assertThat(new Asked(picture, 1, 1).header()).isEqualTo(read(picture)).isNotNull();
  }

  @Test
  void shouldEndWhateverTheBytes() throws IOException {
    List<byte[]> pictures =
        List.of(
            withSegment(write(PICTURE, "jpeg"), 0xe1, exif(ByteOrder.LITTLE_ENDIAN, 5)),
            withChunk(write(PICTURE, "png"), "eXIf", tiffOrientation(ByteOrder.BIG_ENDIAN, 5)),
            write(PICTURE, "gif"),
            write(PICTURE, "bmp"),
            write(PICTURE, "tiff"),
            WEBP,
            WEBP_LOSSY,
            WEBP_TURNED);
    Randomly.run(
        20_000,
        random -> {
          byte[] bytes = pictures.get(random.nextInt(pictures.size())).clone();
          for (int left = 1 + random.nextInt(4); left > 0; left--) {
            bytes[random.nextInt(Math.min(bytes.length, 120))] = (byte) random.nextInt();
          }
          byte[] cut = SamplePictures.cut(bytes, random.nextInt(bytes.length + 1));
          try {
            PictureHeader header = new Asked(cut, 1 + random.nextInt(64), 8).header();
            if (header != null) {
              assertThat(header.width()).isPositive();
              assertThat(header.height()).isPositive();
              assertThat(header.orientation()).isBetween(1, 8);
            }
          } catch (BrokenPictureException said) {
            assertThat(said).hasMessageNotContaining("null");
          }
        });
  }

  private static PictureHeader read(byte[] picture) throws IOException {
    return PictureHeader.read(new PictureBytes(picture.length, ByteBuffer.wrap(picture)));
  }

  /** Gives a picture's bytes as they are asked for, and counts them. */
  private static final class Asked {
    private final byte[] picture;
    private final int piece;
    private final PictureBytes known;
    private long bytes;
    private int times;

    Asked(byte[] picture, int head, int piece) {
      this.picture = picture;
      this.piece = piece;
      int first = Math.min(head, picture.length);
      known = new PictureBytes(picture.length, ByteBuffer.wrap(picture, 0, first).slice());
      bytes = first;
    }

    PictureHeader header() throws BrokenPictureException {
      while (true) {
        try {
          return PictureHeader.read(known);
        } catch (BytesMissingException e) {
          int from = (int) e.position();
          assertThat(e.length()).isBetween(1, picture.length - from);
          int length = Math.min(piece, e.length());
          known.add(from, ByteBuffer.wrap(picture, from, length).slice());
          bytes += length;
          times++;
        }
      }
    }
  }
}
