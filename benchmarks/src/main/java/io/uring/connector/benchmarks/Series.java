package io.uring.connector.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What many contests of one kind gave: who won, and by how much, in a line each. */
final class Series {
  private final String benchmark;
  private final List<Row> rows = new ArrayList<>();

  Series(final String benchmark) {
    this.benchmark = benchmark;
  }

  /**
   * One side of a contest against another.
   *
   * @param lane which contest
   * @param results of that contest
   * @param side the one that is looked at
   * @param than the one that it is compared with
   */
  record Row(String lane, Results results, String side, String than) {
    double ratio() {
      return results.ratio(side, than);
    }
  }

  /** Compares a side with the fastest of others. */
  void add(final String lane, final Results results, final String side, final List<String> others) {
    rows.add(new Row(lane, results, side, results.best(others)));
  }

  String benchmark() {
    return benchmark;
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  /** All rows as a chart wants them. */
  List<SeriesChart.Bar> bars() {
    return rows.stream()
        .map(row -> new SeriesChart.Bar(row.lane, row.side, row.than, row.ratio()))
        .toList();
  }

  /** One line for each row, for people. */
  String table() {
    final StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-26s %-14s %-14s %9s %9s %8s   %-26s %9s %8s  %6s%n",
            benchmark,
            "side",
            "engine",
            "files/s",
            "MB/s",
            "cpu s/GB",
            "than",
            "MB/s",
            "cpu s/GB",
            "ratio"));
    for (final Row row : rows) {
      final Run ours = row.results.median(row.side);
      final Run theirs = row.results.median(row.than);
      text.append(
          String.format(
              Locale.ROOT,
              "%-26s %-14s %-14s %9.0f %9.0f %8.3f   %-26s %9.0f %8.3f  %6.2f%n",
              row.lane,
              row.side,
              ours.engine(),
              ours.filesPerSecond(),
              ours.megabytesPerSecond(),
              ours.cpuSecondsPerGigabyte(),
              row.than,
              theirs.megabytesPerSecond(),
              theirs.cpuSecondsPerGigabyte(),
              row.ratio()));
    }
    return text.toString();
  }

  /** All rows, each with the medians of every side of its contest. */
  ObjectNode json() {
    final ObjectNode json = JsonNodeFactory.instance.objectNode().put("benchmark", benchmark);
    final ArrayNode array = json.putArray("rows");
    for (final Row row : rows) {
      array
          .addObject()
          .put("lane", row.lane)
          .put("side", row.side)
          .put("than", row.than)
          .put("ratio", Run.rounded(row.ratio()))
          .set("contest", row.results.json());
    }
    return json;
  }
}
