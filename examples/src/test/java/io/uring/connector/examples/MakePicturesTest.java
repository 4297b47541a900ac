package io.uring.connector.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MakePicturesTest {
  @TempDir private Path folder;

  @Test
  void shouldMakePicturesWhoseHeadersSayTheirSizes() throws IOException {
    MakePictures.make(folder, 20);

    final List<Path> pictures = files(folder);
    assertThat(pictures).hasSize(20).anyMatch(file -> file.toString().endsWith(".png"));
    for (final Path file : pictures) {
      final BufferedImage picture = ImageIO.read(file.toFile());
      final Row header = PictureHeader.decode(Files.readAllBytes(file));
      assertThat(header).as("%s", file).isNotNull();
      assertThat(header.getString(0)).isEqualTo(file.toString().endsWith("png") ? "PNG" : "JPEG");
      assertThat(header.getInt(1)).isEqualTo(picture.getWidth()).isBetween(100, 1600);
      assertThat(header.getInt(2)).isEqualTo(picture.getHeight()).isBetween(48, 1600);
    }
  }

  @Test
  void shouldMakeTheSamePicturesAgain() throws IOException {
    MakePictures.make(folder.resolve("a"), 8);
    MakePictures.make(folder.resolve("b"), 8);

    final List<Path> pictures = files(folder.resolve("a"));
    assertThat(pictures).hasSize(8);
    for (final Path file : pictures) {
      final Path again = folder.resolve("b").resolve(folder.resolve("a").relativize(file));
      assertThat(again).hasSameBinaryContentAs(file);
    }
  }

  static List<Path> files(final Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      return below.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
