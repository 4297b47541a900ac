package io.uring.connector.benchmarks;

import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "large",
    mixinStandardHelpOptions = true,
    description =
        "The core against fio at its best: 60 files of 30 MiB, and one of 4 GiB in parts.")
final class LargeCommand implements Callable<Integer> {
  private static final int RINGS = 2;
  private static final int[] DEPTHS = {4, 16, 64};

  @Mixin private final SeriesArguments arguments = new SeriesArguments();

  @Option(
      names = "--range",
      paramLabel = "MIB",
      defaultValue = "4",
      description = "MiB of the 4 GiB file that the core reads as one request (${DEFAULT-VALUE})")
  private int rangeMegabytes = 4;

  @Override
  public Integer call() throws Exception {
    final Series series = new Series("large");
    compete(series, SampleSet.LARGE, new int[] {256 << 10, 1 << 20, 5 << 20});
    compete(series, SampleSet.HUGE, new int[] {256 << 10, 1 << 20, 4 << 20});
    arguments.finish(series);
    return 0;
  }

  private void compete(final Series series, final SampleSet shape, final int[] blocks)
      throws Exception {
    lane(series, shape, CacheState.COLD, false, blocks);
    lane(series, shape, CacheState.CACHED, false, blocks);
    lane(series, shape, CacheState.COLD, true, blocks);
  }

  private void lane(
      final Series series,
      final SampleSet shape,
      final CacheState cache,
      final boolean direct,
      final int[] blocks)
      throws Exception {
    final String lane = shape.name() + " " + (direct ? "direct" : cache.title());
    if (!arguments.wants(lane)) {
      return;
    }
    final DataSet set = arguments.open(shape);
    final RequestList requests =
        shape.files() > 1
            ? RequestList.wholeFiles(set.files())
            : Ranges.cut(set, rangeMegabytes << 20);
    final Map<String, String> options = new LinkedHashMap<>(arguments.options());
    if (direct) {
      options.put("directIo", "always");
    }
    final ReadOptions ours = CoreOptions.of(options, EngineChoice.URING, RINGS);
    new FioContest(arguments, series)
        .hold(lane, cache, set, requests, ours, shapes(direct, blocks));
  }

  private static List<FioShape> shapes(final boolean direct, final int[] blocks) {
    final List<FioShape> shapes = new ArrayList<>();
    for (final int block : blocks) {
      for (final int depth : DEPTHS) {
        for (int jobs = 1; jobs <= RINGS; jobs++) {
          shapes.add(new FioShape(false, direct, block, depth, jobs, false, 1));
        }
      }
    }
    return shapes;
  }
}
