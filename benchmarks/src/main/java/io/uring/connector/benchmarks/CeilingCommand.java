package io.uring.connector.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "ceiling",
    mixinStandardHelpOptions = true,
    description = "Reads all files with ceiling.c: on rings, and with pread.")
final class CeilingCommand implements Callable<Integer> {
  @Mixin private final DataArguments data = new DataArguments();
  @Mixin private final ContestArguments contest = new ContestArguments();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "rings; one for each core if not set")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() throws Exception {
    final DataSet set = data.open();
    final List<Side> sides = sides(set, threads);
    if (sides.isEmpty()) {
      return 1;
    }
    contest.hold("ceiling", data.name(), set.digest(), sides);
    return 0;
  }

  /** All C sides, with as many threads as rings. */
  static List<Side> sides(final DataSet set, final int threads) throws IOException {
    final List<Side> sides = new ArrayList<>(CeilingSide.rings(set, threads));
    sides.addAll(CeilingSide.preads(set, threads));
    return sides;
  }
}
