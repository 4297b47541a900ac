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
        "The core against fio at its best: 60 files of 30 MiB, whole and in chunks, and one of 4 GiB in chunks.")
final class LargeCommand implements Callable<Integer> {
  /** Against as many jobs of fio. */
  private static final int RINGS = 2;

  private static final int[] DEPTHS = {4, 16, 64};

  @Mixin private final SeriesArguments arguments = new SeriesArguments();

  @Option(
      names = "--range",
      paramLabel = "MIB",
      defaultValue = "4",
      description = "MiB of a row, where files are read in chunks (${DEFAULT-VALUE})")
  private int rangeMegabytes = 4;

  @Override
  public Integer call() throws Exception {
    final Series series = new Series("large");
    final int chunk = rangeMegabytes << 20;
    for (int rings = 1; rings <= RINGS; rings++) {
      compete(series, new Lane(SampleSet.LARGE, Integer.MAX_VALUE, rings));
      compete(series, new Lane(SampleSet.LARGE, chunk, rings));
      compete(series, new Lane(SampleSet.HUGE, chunk, rings));
    }
    arguments.finish(series);
    return 0;
  }

  private void compete(final Series series, final Lane lane) throws Exception {
    hold(series, lane, CacheState.COLD, false);
    hold(series, lane, CacheState.CACHED, false);
    hold(series, lane, CacheState.COLD, true);
  }

  private void hold(
      final Series series, final Lane lane, final CacheState cache, final boolean direct)
      throws Exception {
    final String name = lane.name(direct ? "direct" : cache.title());
    if (!arguments.wants(name)) {
      return;
    }
    final DataSet set = arguments.open(lane.shape);
    final RequestList requests = RequestList.wholeFiles(set.files()).chunks(lane.chunk);
    final Map<String, String> options = new LinkedHashMap<>(arguments.options());
    if (direct) {
      options.put("directIo", "always");
    }
    final ReadOptions ours = CoreOptions.of(options, EngineChoice.URING, lane.rings);
    new FioContest(arguments, series)
        .hold(name, cache, set, requests, ours, lane.fioShapes(direct));
  }

  /**
   * What is read, and how.
   *
   * @param shape the files
   * @param chunk the bytes of a row, where files are read in chunks
   * @param rings our rings, and fio's jobs
   */
  private record Lane(SampleSet shape, int chunk, int rings) {
    String name(final String how) {
      final String rows =
          shape.files() > 1 && chunk < Integer.MAX_VALUE ? " in " + (chunk >> 20) + "m rows" : "";
      return shape.name() + rows + " " + how + ", rings " + rings;
    }

    List<FioShape> fioShapes(final boolean direct) {
      final List<FioShape> shapes = new ArrayList<>();
      // Fio reads whole blocks only.
      final int largest = shape.files() > 1 ? 5 << 20 : 4 << 20;
      for (final int block : new int[] {256 << 10, 1 << 20, largest}) {
        for (final int depth : DEPTHS) {
          shapes.add(new FioShape(false, direct, block, depth, rings, false, 1));
        }
      }
      return shapes;
    }
  }
}
