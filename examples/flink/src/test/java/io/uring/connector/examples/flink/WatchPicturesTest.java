package io.uring.connector.examples.flink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.examples.MakePictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WatchPicturesTest {
  private static final int FIRST = 20;
  private static final int LATER = 30;

  @TempDir private Path temporary;

  @Test
  @Timeout(120)
  void shouldCountPicturesThatAreThereAndThoseThatCome() throws Exception {
    final Path folder = temporary.resolve("pictures [of 2026]");
    make(folder.resolve("first"), FIRST);

    final List<KindCount> counts = new ArrayList<>();
    try (CloseableIterator<KindCount> found =
        WatchPictures.counts(environment(), folder, Duration.ofSeconds(1)).executeAndCollect()) {
      take(FIRST, found, counts);
      make(folder.resolve("later"), LATER);
      Files.writeString(folder.resolve("notes.txt"), "Not a picture.");
      Files.write(folder.resolve("broken.png"), "\u0089PNG\r\n\u001a\n".getBytes(ISO_8859_1));
      take(FIRST + LATER + 2, found, counts);
    }

    final Map<String, Long> pictures = new TreeMap<>();
    counts.forEach(each -> pictures.merge(each.kind(), each.pictures(), Long::sum));
    assertThat(pictures).isEqualTo(expected(folder));
  }

  private static void take(
      final long pictures, final CloseableIterator<KindCount> found, final List<KindCount> counts) {
    while (counts.stream().mapToLong(KindCount::pictures).sum() < pictures) {
      counts.add(found.next());
    }
  }

  private static Map<String, Long> expected(final Path folder) throws IOException {
    final Map<String, Long> expected = new TreeMap<>();
    expected.put("(no picture) ", 1L);
    expected.put("(broken) ", 1L);
    try (Stream<Path> files = Files.walk(folder)) {
      for (final Path file :
          files.filter(each -> each.getParent().getParent().getParent().equals(folder)).toList()) {
        final BufferedImage picture = ImageIO.read(file.toFile());
        final double megapixels = picture.getWidth() * picture.getHeight() / 1e6;
        final String size =
            megapixels < 0.1
                ? "below 0.1 megapixels"
                : megapixels < 1 ? "0.1 to 1 megapixels" : "1 to 10 megapixels";
        expected.merge((file.toString().endsWith("png") ? "PNG " : "JPEG ") + size, 1L, Long::sum);
      }
    }
    return expected;
  }

  private static void make(final Path folder, final int pictures) throws IOException {
    MakePictures.main(new String[] {folder.toString(), Integer.toString(pictures)});
  }

  private static StreamExecutionEnvironment environment() {
    final Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    return StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
  }
}
