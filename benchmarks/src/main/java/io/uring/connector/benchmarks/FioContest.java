package io.uring.connector.benchmarks;

import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import java.util.ArrayList;
import java.util.List;

/** The core against fio, which first tries what suits it best. */
final class FioContest {
  private static final String OURS = "core";
  private static final int WARM_BYTES = 4 << 20;

  private final SeriesArguments arguments;
  private final Series series;

  FioContest(final SeriesArguments arguments, final Series series) {
    this.arguments = arguments;
    this.series = series;
  }

  void hold(
      final String lane,
      final CacheState cache,
      final DataSet set,
      final RequestList requests,
      final ReadOptions options,
      final List<FioShape> shapes)
      throws Exception {
    long bytes = 0;
    for (int request = 0; request < requests.size(); request++) {
      bytes += requests.length(request);
    }
    if (cache == CacheState.CACHED) {
      // All of the files, whichever parts a side picks.
      final ReadOptions any =
          ReadOptions.builder()
              .engine(EngineChoice.AUTO)
              .threads(Runtime.getRuntime().availableProcessors())
              .build();
      new CoreSide("warm", set, Ranges.cut(set, WARM_BYTES), any).run();
    }
    final List<FioSide> rivals = FioSweep.best(shapes, set, requests.size(), bytes, cache);
    final List<Side> sides = new ArrayList<>();
    sides.add(new CoreSide(OURS, set, requests, options));
    sides.addAll(rivals);
    final Results results = arguments.hold(lane, cache, Ranges.digest(set, requests), sides);
    if (!rivals.isEmpty()) {
      series.add(lane, results, OURS, rivals.stream().map(Side::name).toList());
    }
  }
}
