package io.uring.connector.benchmarks;

import io.uring.connector.core.EngineChoice;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "sizes",
    mixinStandardHelpOptions = true,
    description =
        "The core on 2 rings against threads of plain Java reads: files of 1 KiB to 64 MiB.")
final class SizesCommand implements Callable<Integer> {
  private static final int RINGS = 2;

  @Mixin private final SeriesArguments arguments = new SeriesArguments();

  @Override
  public Integer call() throws Exception {
    final Series series = new Series("sizes");
    for (final CacheState cache : CacheState.values()) {
      for (final SampleSet shape : SampleSet.SIZES) {
        final String lane = shape.name() + " " + cache.title();
        if (arguments.wants(lane)) {
          compete(series, lane, cache, arguments.open(shape));
        }
      }
    }
    arguments.finish(series);
    return 0;
  }

  private void compete(
      final Series series, final String lane, final CacheState cache, final DataSet set)
      throws Exception {
    final Side ours =
        new CoreSide("core", set, CoreOptions.of(arguments.options(), EngineChoice.URING, RINGS));
    final Side equalThreads = new PreadSide(set, RINGS);
    final Side few = new PreadSide(set, 8);
    final Side many = new PreadSide(set, 32);
    final Results results =
        arguments.hold(lane, cache, set.digest(), List.of(ours, equalThreads, few, many));
    series.add(lane, results, ours.name(), List.of(equalThreads.name()));
    series.add(
        lane + ", best",
        results,
        ours.name(),
        List.of(equalThreads.name(), few.name(), many.name()));
  }
}
