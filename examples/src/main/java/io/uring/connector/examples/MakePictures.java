package io.uring.connector.examples;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Makes JPEG and PNG pictures in four folders, for those who have none at hand: soft colours with
 * grain like photographs, from 160 to 1600 pixels. The same call makes the same pictures.
 */
public final class MakePictures {
  private record Shape(String folder, double width, double height) {}

  private static final List<Shape> SHAPES =
      List.of(
          new Shape("landscape", 1, 0.75),
          new Shape("panorama", 1, 0.3),
          new Shape("portrait", 0.67, 1),
          new Shape("square", 1, 1));

  private static final int LEAST_SIDE = 160;
  private static final int MOST_SIDE = 1600;
  private static final int JPEG_GRAIN = 24;

  /** None: a PNG would keep it to the bit and be many times a JPEG. */
  private static final int PNG_GRAIN = 1;

  private static final int PNGS = 5;

  private MakePictures() {}

  /**
   * Makes pictures on all cores.
   *
   * @param args the folder, made where it is not there, and how many
   * @throws IOException if a picture cannot be written
   */
  public static void main(final String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: MakePictures FOLDER COUNT");
      System.exit(2);
    }
    make(Path.of(args[0]), Integer.parseInt(args[1]));
  }

  static void make(final Path folder, final int count) throws IOException {
    // Small pictures need no cache file.
    ImageIO.setUseCache(false);
    for (final Shape shape : SHAPES) {
      Files.createDirectories(folder.resolve(shape.folder));
    }
    try {
      IntStream.range(0, count).parallel().forEach(number -> write(folder, number));
    } catch (final UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void write(final Path folder, final int number) {
    final SplittableRandom random = new SplittableRandom(number);
    final Shape shape = SHAPES.get(number % SHAPES.size());
    final boolean png = number % PNGS == PNGS - 1;
    // Squared: more small ones than large ones.
    final double share = Math.pow(random.nextDouble(), 2);
    final double side = LEAST_SIDE + share * (MOST_SIDE - LEAST_SIDE) / (png ? 3 : 1);
    final BufferedImage picture =
        paint(
            (int) (side * shape.width),
            (int) (side * shape.height),
            png ? PNG_GRAIN : JPEG_GRAIN,
            random);
    final String format = png ? "png" : "jpg";
    final Path file = folder.resolve(shape.folder).resolve("%05d.%s".formatted(number, format));
    try {
      if (!ImageIO.write(picture, format, file.toFile())) {
        throw new IOException("this Java writes no " + format);
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waves of three colours, each with a direction of its own, and grain over them. */
  private static BufferedImage paint(
      final int width, final int height, final int grain, final SplittableRandom random) {
    final BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    final int[] pixels = ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
    for (int colour = 0; colour < 3; colour++) {
      final double[] across = wave(width, random);
      final double[] down = wave(height, random);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          final int light = (int) (128 + 50 * (across[x] + down[y])) + random.nextInt(grain);
          pixels[y * width + x] |= Math.min(255, Math.max(0, light)) << (8 * colour);
        }
      }
    }
    return picture;
  }

  private static double[] wave(final int length, final SplittableRandom random) {
    final double waves = random.nextDouble(0.5, 4) * 2 * Math.PI / length;
    final double phase = random.nextDouble(2 * Math.PI);
    return IntStream.range(0, length).mapToDouble(i -> Math.sin(phase + waves * i)).toArray();
  }
}
