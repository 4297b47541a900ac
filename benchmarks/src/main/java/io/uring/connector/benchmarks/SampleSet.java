package io.uring.connector.benchmarks;

import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The shape of a data set that the benchmarks make for themselves: how many files, and how their
 * sizes are spread. Sizes are log-normal, as those of photographs are.
 *
 * @param name what {@code --data} takes
 * @param files number of files
 * @param meanBytes expected size of a file
 * @param sigma spread: the standard deviation of the logarithm of the size
 * @param extension what file names end with
 */
record SampleSet(String name, int files, int meanBytes, double sigma, String extension) {
  static final int FOLDER_FILES = 1_000;

  static final SampleSet IMAGENET = new SampleSet("imagenet", 30_000, 110_000, 0.6, "jpeg");
  static final SampleSet SMALL = new SampleSet("small", 100_000, 8_000, 0.6, "bin");

  private static final long SEED = 20_260_101L;

  static Optional<SampleSet> named(final String name) {
    return Stream.of(IMAGENET, SMALL).filter(each -> each.name.equals(name)).findAny();
  }

  /** The size of every file; the same for the same shape, on any machine. */
  int[] sizes() {
    final Random random = new Random(SEED);
    // The mean of a log-normal is exp(mu + sigma^2 / 2).
    final double mu = StrictMath.log(meanBytes) - sigma * sigma / 2;
    final int[] sizes = new int[files];
    for (int i = 0; i < files; i++) {
      sizes[i] = (int) Math.max(1, StrictMath.exp(mu + sigma * random.nextGaussian()));
    }
    return sizes;
  }

  /** The path of a file below the set's folder: at most {@link #FOLDER_FILES} in one folder. */
  String path(final int file) {
    final int folder = file / FOLDER_FILES;
    return String.format(Locale.ROOT, "c%05d/c%05d_%d.%s", folder, folder, file, extension);
  }
}
