package io.uring.connector.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "draw",
    mixinStandardHelpOptions = true,
    description =
        "Draws what spark, matrix, pread, sizes, large and ranges printed, of several runs as one.")
final class DrawCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Option(
      names = "--plot",
      required = true,
      paramLabel = "FILE",
      description = "FILE.svg or FILE.png")
  private Path plot = Path.of("");

  @Parameters(
      arity = "1..*",
      paramLabel = "OUTPUT",
      description = "what was printed; its last line is taken")
  private List<Path> outputs = List.of();

  @Override
  public Integer call() throws Exception {
    final List<SeriesChart.Bar> bars = new ArrayList<>();
    String title = "";
    for (final Path output : outputs) {
      final JsonNode series = lastLine(output);
      title = series.path("benchmark").asText();
      if (series.has("rows")) {
        series.path("rows").forEach(row -> bars.add(bar(row)));
      } else {
        final String lane = series.path("data").asText() + " " + series.path("cache").asText();
        final JsonNode sides = series.path("sides");
        bars.add(
            new SeriesChart.Bar(
                lane,
                sides.path(0).path("side").asText(),
                sides.path(1).path("side").asText(),
                series.path("ratio").asDouble()));
      }
    }
    new SeriesChart(title, bars).save(plot);
    return 0;
  }

  private static SeriesChart.Bar bar(final JsonNode row) {
    return new SeriesChart.Bar(
        row.path("lane").asText(),
        row.path("side").asText(),
        row.path("than").asText(),
        row.path("ratio").asDouble());
  }

  private static JsonNode lastLine(final Path output) throws IOException {
    final List<String> lines = Files.readAllLines(output);
    final String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    if (!last.startsWith("{")) {
      throw new IllegalArgumentException("the last line must be the JSON object: " + output);
    }
    return JSON.readTree(last);
  }
}
