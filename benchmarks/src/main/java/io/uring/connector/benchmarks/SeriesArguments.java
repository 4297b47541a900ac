package io.uring.connector.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a series of contests goes, for every command that holds one. */
final class SeriesArguments {
  @Mixin private final FolderArguments folder = new FolderArguments();

  @Option(
      names = {"--pairs", "--rounds"},
      paramLabel = "N",
      defaultValue = "5",
      description = "timed runs of every side, taken in turn (${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "hold only the contests whose name holds a match, e.g. 'imagenet cold'")
  private Pattern only = Pattern.compile("");

  @Option(
      names = "--quick",
      description = "sets of a twentieth: to see that everything works, not how fast")
  private boolean quick;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "draw the ratios: FILE.svg or FILE.png")
  private Optional<Path> plot = Optional.empty();

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "an option of the connector, e.g. queueDepth=128, batchBytes=2m")
  private Map<String, String> options = new LinkedHashMap<>();

  Map<String, String> options() {
    return options;
  }

  boolean quick() {
    return quick;
  }

  boolean wants(final String lane) {
    return only.matcher(lane).find();
  }

  DataSet open(final SampleSet shape) throws IOException {
    return DataSet.open(quick ? shape.quick() : shape, folder.path());
  }

  /** Holds one contest, prints its table, and ends its sides. */
  Results hold(
      final String lane, final CacheState cache, final String digest, final List<Side> sides)
      throws Exception {
    System.err.println("-- " + lane);
    try {
      final Results results = new Contest(sides, cache, rounds).run(digest);
      results.doubts().forEach(doubt -> System.err.println("warning: " + doubt));
      System.out.println(lane);
      System.out.println(results.table());
      return results;
    } finally {
      for (final Side side : sides) {
        side.close();
      }
    }
  }

  /** Prints and draws the whole; the JSON object is the last line. */
  void finish(final Series series) throws IOException {
    if (series.rows().isEmpty()) {
      throw new IllegalArgumentException("--only leaves no contest: " + only);
    }
    if (plot.isPresent()) {
      new SeriesChart(series.benchmark(), series.bars()).save(plot.get());
    }
    System.out.print(series.table());
    final ObjectNode json = series.json();
    json.put("java", Runtime.version().feature());
    System.out.println(json);
  }
}
