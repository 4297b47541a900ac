package io.uring.connector.benchmarks;

import io.uring.connector.core.EngineChoice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "matrix",
    mixinStandardHelpOptions = true,
    description =
        "The core on rings against C on rings: both sets, cold and cached, 1 and 2 rings.")
final class MatrixCommand implements Callable<Integer> {
  private static final String OURS = "core";

  @Mixin private final SeriesArguments arguments = new SeriesArguments();

  @Override
  public Integer call() throws Exception {
    final Series series = new Series("matrix");
    for (final SampleSet shape : List.of(SampleSet.IMAGENET, SampleSet.SMALL)) {
      for (final CacheState cache : CacheState.values()) {
        for (int rings = 1; rings <= 2; rings++) {
          final String lane = shape.name() + " " + cache.title() + ", rings " + rings;
          if (arguments.wants(lane)) {
            compete(series, lane, cache, arguments.open(shape), rings);
          }
        }
      }
    }
    arguments.finish(series);
    return 0;
  }

  private void compete(
      final Series series,
      final String lane,
      final CacheState cache,
      final DataSet set,
      final int rings)
      throws Exception {
    final List<Side> ours = ours(set, rings);
    final List<Side> rivals = CeilingSide.rings(set, rings);
    final List<Side> sides = new ArrayList<>(ours);
    sides.addAll(rivals);
    final Results results = arguments.hold(lane, cache, set.digest(), sides);
    if (!rivals.isEmpty()) {
      for (final Side side : ours) {
        series.add(lane, results, side.name(), rivals.stream().map(Side::name).toList());
      }
    }
  }

  private List<Side> ours(final DataSet set, final int rings) throws IOException {
    final List<Side> ours = new ArrayList<>();
    ours.add(
        new CoreSide(OURS, set, CoreOptions.of(arguments.options(), EngineChoice.URING, rings)));
    WorkerSide.onJava17(OURS, set, EngineChoice.URING, rings, arguments.options())
        .ifPresent(ours::add);
    return ours;
  }
}
