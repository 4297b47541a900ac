package io.uring.connector.benchmarks;

import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.RequestList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "ranges",
    mixinStandardHelpOptions = true,
    description =
        "The core against fio: ranges of 4 and 64 KiB, in no order, of 4 files of 512 MiB.")
final class RangesCommand implements Callable<Integer> {
  private static final int DEPTH = 64;
  private static final int BURST = 16;

  @Mixin private final SeriesArguments arguments = new SeriesArguments();

  @Override
  public Integer call() throws Exception {
    final Series series = new Series("ranges");
    for (final CacheState cache : CacheState.values()) {
      for (int rings = 1; rings <= 2; rings++) {
        compete(series, cache, rings, 4, 200_000);
        compete(series, cache, rings, 64, 16_000);
      }
    }
    arguments.finish(series);
    return 0;
  }

  private void compete(
      final Series series,
      final CacheState cache,
      final int rings,
      final int kilobytes,
      final int count)
      throws Exception {
    final String lane = kilobytes + "k " + cache.title() + ", rings " + rings;
    if (!arguments.wants(lane)) {
      return;
    }
    final DataSet set = arguments.open(SampleSet.RANGES);
    final int bytes = kilobytes << 10;
    final RequestList requests = Ranges.random(set, bytes, arguments.quick() ? count / 40 : count);
    new FioContest(arguments, series)
        .hold(
            lane,
            cache,
            set,
            requests,
            CoreOptions.builder(arguments.options())
                .engine(EngineChoice.URING)
                .threads(rings)
                .queueDepth(DEPTH)
                .build(),
            shapes(bytes, rings));
  }

  private static List<FioShape> shapes(final int bytes, final int rings) {
    final List<FioShape> shapes = new ArrayList<>();
    for (final boolean registered : new boolean[] {false, true}) {
      for (final int burst : new int[] {1, BURST}) {
        shapes.add(new FioShape(true, false, bytes, DEPTH, rings, registered, burst));
      }
    }
    return shapes;
  }
}
