package io.uring.connector.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a contest goes and where its results go, for every command that measures. */
final class ContestArguments {
  @Option(names = "--cold", description = "drop the page cache before every run; needs root")
  private boolean cold;

  @Option(
      names = {"--pairs", "--rounds"},
      paramLabel = "N",
      defaultValue = "5",
      description = "timed runs of every side, taken in turn (${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "draw the results: FILE.svg or FILE.png")
  private Optional<Path> plot = Optional.empty();

  /** Runs the contest; the table and, on the last line, the JSON object go to standard output. */
  void hold(final String title, final String data, final String digest, final List<Side> sides)
      throws Exception {
    final Results results = compete(digest, sides);
    print(title, data, results, results.json());
  }

  /** Runs the contest; only its table goes to standard output. */
  Results compete(final String digest, final List<? extends Side> sides) throws Exception {
    final Results results =
        new Contest(List.copyOf(sides), cold ? CacheState.COLD : CacheState.CACHED, rounds)
            .run(digest);
    results.doubts().forEach(doubt -> System.err.println("warning: " + doubt));
    System.out.print(results.table());
    return results;
  }

  /** Prints the last line, and draws. */
  void print(final String title, final String data, final Results results, final ObjectNode json)
      throws IOException {
    if (plot.isPresent()) {
      new Chart(title + ": " + data, results).save(plot.get());
    }
    json.put("benchmark", title);
    json.put("data", data);
    json.put("java", Runtime.version().feature());
    System.out.println(json);
  }
}
