package io.uring.connector.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a contest measured: for each side, in the order of the sides, its run of every round. The
 * first side is the one that is looked at, the second one what it is compared with.
 *
 * @param cache what the kernel remembered when each run started
 * @param runs at least one run of at least one side
 */
record Results(CacheState cache, Map<String, List<Run>> runs) {

  List<String> sides() {
    return List.copyOf(runs.keySet());
  }

  /** The run in the middle, by time; of an even number the slower one of the two. */
  Run median(final String side) {
    final List<Run> sorted =
        runs.get(side).stream().sorted(Comparator.comparingDouble(Run::seconds)).toList();
    return sorted.get(sorted.size() / 2);
  }

  /** How many times faster a side was than another: the median of the rounds' ratios. */
  double ratio(final String side, final String than) {
    final List<Run> ours = runs.get(side);
    final List<Run> theirs = runs.get(than);
    final double[] sorted =
        IntStream.range(0, ours.size())
            .mapToDouble(round -> theirs.get(round).seconds() / ours.get(round).seconds())
            .sorted()
            .toArray();
    final int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The fastest of some sides, by the median. */
  String best(final List<String> of) {
    return of.stream()
        .min(Comparator.comparingDouble(side -> median(side).seconds()))
        .orElseThrow(() -> new IllegalArgumentException("no side to choose from"));
  }

  /** Runs whose disk traffic does not fit the cache state: others drop or fill caches, too. */
  List<String> doubts() {
    final List<String> doubts = new ArrayList<>();
    for (final String side : sides()) {
      for (final Run run : runs.get(side)) {
        if (!cache.explains(run)) {
          doubts.add(
              String.format(
                  Locale.ROOT,
                  "%s: %,d of %,d bytes came from a disk; that is not %s",
                  side,
                  run.diskBytes(),
                  run.bytes(),
                  cache.title()));
        }
      }
    }
    return doubts;
  }

  /** One line for each side, for people. */
  String table() {
    final StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-16s %-14s %9s %10s %9s %9s %10s %11s %8s %7s%n",
            cache.title(),
            "engine",
            "seconds",
            "files/s",
            "MB/s",
            "cpu s/GB",
            "disk MB",
            "submissions",
            "enters",
            "ratio"));
    final List<String> sides = sides();
    for (final String side : sides) {
      final Run run = median(side);
      text.append(
          String.format(
              Locale.ROOT,
              "%-16s %-14s %9.4f %10.0f %9.0f %9.3f %10.1f %11d %8d %7.2f%n",
              side,
              run.engine(),
              run.seconds(),
              run.filesPerSecond(),
              run.megabytesPerSecond(),
              run.cpuSecondsPerGigabyte(),
              run.diskBytes() / 1e6,
              run.submissions(),
              run.enters(),
              ratio(sides.get(0), side)));
    }
    if (sides.size() > 1) {
      text.append(
          String.format(
              Locale.ROOT,
              "medians of %d runs; ratio: how many times as fast %s was in the same round, median%n",
              runs.get(sides.get(0)).size(),
              sides.get(0)));
    }
    return text.toString();
  }

  /** The first side's median run; with more than one side also the medians and ratios of all. */
  ObjectNode json() {
    final List<String> sides = sides();
    final ObjectNode json = median(sides.get(0)).json();
    json.put("cache", cache.title());
    json.put("rounds", runs.get(sides.get(0)).size());
    if (sides.size() > 1) {
      json.put("ratio", Run.rounded(ratio(sides.get(0), sides.get(1))));
      final ObjectNode medians = json.putObject("medians");
      final ArrayNode all = json.putArray("sides");
      for (final String side : sides) {
        medians.put(side, Run.rounded(median(side).seconds()));
        all.add(
            median(side)
                .json()
                .put("side", side)
                .put("ratio", Run.rounded(ratio(sides.get(0), side))));
      }
    }
    return json;
  }
}
