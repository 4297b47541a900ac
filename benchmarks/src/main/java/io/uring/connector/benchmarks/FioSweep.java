package io.uring.connector.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Tries shapes of fio, one run each, to find those that are worth a contest. */
final class FioSweep {
  /** One run may have had luck: a few go on. */
  private static final int FINALISTS = 2;

  private record Trial(FioSide side, double seconds) {}

  private FioSweep() {}

  /** The fastest shapes; none where fio is not installed. */
  static List<FioSide> best(
      final List<FioShape> shapes,
      final DataSet data,
      final long rows,
      final long bytes,
      final CacheState cache)
      throws IOException {
    if (!FioSide.isInstalled()) {
      return List.of();
    }
    final List<Trial> trials = new ArrayList<>();
    for (final FioShape shape : shapes) {
      final FioSide side = new FioSide(data, shape, rows, bytes);
      cache.prepare();
      final Run run = side.run();
      System.err.printf(
          "trial: %-30s %8.3f s %8.0f MB/s%n",
          side.name(), run.seconds(), run.megabytesPerSecond());
      trials.add(new Trial(side, run.seconds()));
    }
    return trials.stream()
        .sorted(Comparator.comparingDouble(Trial::seconds))
        .limit(FINALISTS)
        .map(Trial::side)
        .toList();
  }
}
