package io.uring.connector.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.image.PictureBytes;
import io.uring.connector.core.image.PictureFormat;
import io.uring.connector.core.image.PictureHeader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureHeadTest {
  @ParameterizedTest
  @CsvSource({"0, 110000", "0, 200000", "1, 110000", "3, 110000", "29999, 9000", "30, 9000"})
  void shouldSayTheSameToImageIoAndToUs(final int file, final long size) throws IOException {
    final ByteBuffer head = PictureHead.of(file, size);
    assertThat(head.limit()).isLessThan((int) size);
    final PictureHeader header =
        PictureHeader.read(new PictureBytes(head.limit(), head.duplicate()));
    assertThat(header)
        .isEqualTo(
            new PictureHeader(PictureFormat.JPEG, 200 + file % 4_001, 200 + file % 3_001, 1));
    final ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (var stream = ImageIO.createImageInputStream(new ByteArrayInputStream(head.array()))) {
      reader.setInput(stream, true, true);
      assertThat(reader.getWidth(0)).isEqualTo(200 + file % 4_001);
      assertThat(reader.getHeight(0)).isEqualTo(200 + file % 3_001);
    } finally {
      reader.dispose();
    }
  }

  @Test
  void shouldDiffer() {
    assertThat(PictureHead.of(30, 200_000).limit())
        .isGreaterThan(PictureHead.of(33, 200_000).limit());
    assertThat(PictureHead.of(33, 200_000).limit())
        .isGreaterThan(PictureHead.of(31, 200_000).limit());
  }
}
