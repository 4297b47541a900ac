package io.uring.connector.benchmarks;

import io.uring.connector.core.EngineChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "pread",
    mixinStandardHelpOptions = true,
    description =
        "The core without io_uring against blocking reads in C: both sets, cold and cached.")
final class PreadCommand implements Callable<Integer> {
  private static final String OURS = "core, nio";

  @Mixin private final SeriesArguments arguments = new SeriesArguments();

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "32",
      description = "threads of the C program (${DEFAULT-VALUE})")
  private int threads = 32;

  @Override
  public Integer call() throws Exception {
    final Series series = new Series("pread");
    for (final SampleSet shape : List.of(SampleSet.IMAGENET, SampleSet.SMALL)) {
      for (final CacheState cache : CacheState.values()) {
        final String lane = shape.name() + " " + cache.title();
        if (arguments.wants(lane)) {
          final DataSet set = arguments.open(shape);
          final List<Side> rivals = CeilingSide.preads(set, threads);
          final List<Side> sides = new ArrayList<>();
          sides.add(
              new CoreSide(
                  OURS,
                  set,
                  CoreOptions.builder(arguments.options()).engine(EngineChoice.NIO).build()));
          sides.addAll(rivals);
          final Results results = arguments.hold(lane, cache, set.digest(), sides);
          if (!rivals.isEmpty()) {
            series.add(lane, results, OURS, rivals.stream().map(Side::name).toList());
          }
        }
      }
    }
    arguments.finish(series);
    return 0;
  }
}
