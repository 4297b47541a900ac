package io.uring.connector.benchmarks;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The shape of a data set that the benchmarks make for themselves: how many files, and how their
 * sizes are spread. Sizes are log-normal, as those of photographs are, or all the same.
 *
 * @param name what {@code --data} takes
 * @param files number of files
 * @param meanBytes expected size of a file
 * @param sigma spread: the standard deviation of the logarithm of the size; 0 for equal sizes
 * @param extension what file names end with
 */
record SampleSet(String name, int files, long meanBytes, double sigma, String extension) {
  static final int FOLDER_FILES = 1_000;

  static final SampleSet IMAGENET = new SampleSet("imagenet", 30_000, 110_000, 0.6, "jpeg");
  static final SampleSet SMALL = new SampleSet("small", 100_000, 8_000, 0.6, "bin");

  /** Files that begin as JPEGs do, and go on as noise: for those who ask how large they are. */
  static final SampleSet PICTURES = new SampleSet("pictures", 30_000, 110_000, 0.6, "jpg");

  /** What is in the files does not matter here: 1,000 folders to find them in. */
  static final SampleSet MILLION = equal("million", 1_000_000, 16);

  /** From 1 KiB to 64 MiB: 512 MiB of each size, of the smallest 100,000 files. */
  static final List<SampleSet> SIZES =
      Stream.of("1k", "4k", "16k", "64k", "256k", "1m", "4m", "16m", "64m")
          .map(name -> equal(name, Math.min(100_000, (512 << 20) / bytes(name)), bytes(name)))
          .toList();

  /** Large files, with whole blocks of whatever size fio reads in. */
  static final SampleSet LARGE = equal("30m", 60, bytes("30m"));

  /** One file beyond what 32 bits count. */
  static final SampleSet HUGE = equal("4g", 1, 4L << 30);

  /** The many beside {@link #LARGEST}. */
  static final SampleSet SKEWED = new SampleSet("50k", 50_000, 8_000, 0.6, "bin");

  /** The one that a task has alone. */
  static final SampleSet LARGEST = equal("1g", 1, 1L << 30);

  /** Files to read pieces of. */
  static final SampleSet RANGES = equal("512m", 4, bytes("512m"));

  private static final long SEED = 20_260_101L;

  static Optional<SampleSet> named(final String name) {
    return Stream.concat(
            Stream.of(IMAGENET, SMALL, PICTURES, MILLION, LARGE, HUGE, RANGES, SKEWED, LARGEST),
            SIZES.stream())
        .filter(each -> each.name.equals(name))
        .findAny();
  }

  /** The same shape in a twentieth of the space or less: fewer files, or smaller ones. */
  SampleSet quick() {
    return files >= 20
        ? new SampleSet(name + "-quick", files / 20, meanBytes, sigma, extension)
        : new SampleSet(name + "-quick", files, meanBytes / 32, sigma, extension);
  }

  /** The size of every file; the same for the same shape, on any machine. */
  long[] sizes() {
    final long[] sizes = new long[files];
    if (sigma == 0) {
      Arrays.fill(sizes, meanBytes);
      return sizes;
    }
    final Random random = new Random(SEED);
    // The mean of a log-normal is exp(mu + sigma^2 / 2).
    final double mu = StrictMath.log(meanBytes) - sigma * sigma / 2;
    for (int i = 0; i < files; i++) {
      sizes[i] = (long) Math.max(1, StrictMath.exp(mu + sigma * random.nextGaussian()));
    }
    return sizes;
  }

  /** The path of a file below the set's folder: at most {@link #FOLDER_FILES} in one folder. */
  String path(final int file) {
    final int folder = file / FOLDER_FILES;
    return String.format(Locale.ROOT, "c%05d/c%05d_%d.%s", folder, folder, file, extension);
  }

  /** What a file begins with, before the noise. */
  ByteBuffer head(final int file, final long size) {
    return extension.equals(PICTURES.extension)
        ? PictureHead.of(file, size)
        : ByteBuffer.allocate(0);
  }

  private static SampleSet equal(final String name, final int files, final long bytes) {
    return new SampleSet(name, files, bytes, 0, "bin");
  }

  private static int bytes(final String name) {
    final int number = Integer.parseInt(name.substring(0, name.length() - 1));
    return number << (name.endsWith("k") ? 10 : 20);
  }
}
