package io.uring.connector.benchmarks;

import java.io.IOException;
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

  /** The C sides; none, with a word why, where the program could not be built. */
  static List<Side> sides(final DataSet set, final int threads) throws IOException {
    if (!CeilingSide.isBuilt()) {
      System.err.println("no ceiling: ceiling.c takes gcc and liburing's headers (liburing-dev)");
      return List.of();
    }
    final String count = Integer.toString(threads);
    return List.of(
        new CeilingSide("C ring", set, List.of("--threads", count)),
        new CeilingSide("C ring, open(2)", set, List.of("--threads", count, "--sync-open")),
        new CeilingSide("C pread", set, List.of("--threads", count, "--pread")));
  }
}
