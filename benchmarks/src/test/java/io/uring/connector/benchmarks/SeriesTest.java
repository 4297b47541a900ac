package io.uring.connector.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeriesTest {

  @Test
  void shouldCompareWithTheFastestOfTheOthers() {
    final Series series = new Series("test");

    series.add("lane", results(2, 4, 3), "ours", List.of("slow", "fast"));

    assertThat(series.rows()).singleElement().extracting(Series.Row::than).isEqualTo("fast");
    assertThat(series.rows().get(0).ratio()).isEqualTo(1.5);
    assertThat(series.json().at("/rows/0/ratio").asDouble()).isEqualTo(1.5);
    assertThat(series.json().at("/rows/0/contest/sides")).hasSize(3);
  }

  @Test
  void shouldCompareOneContestWithSeveral() {
    final Series series = new Series("test");
    final Results results = results(2, 4, 3);

    series.add("all", results, "ours", List.of("slow", "fast"));
    series.add("equal threads", results, "ours", List.of("slow"));

    assertThat(series.rows()).extracting(Series.Row::ratio).containsExactly(1.5, 2.0);
    assertThat(series.table().lines()).hasSize(3);
  }

  private static Results results(final double ours, final double slow, final double fast) {
    final Map<String, List<Run>> runs = new LinkedHashMap<>();
    runs.put("ours", List.of(run(ours)));
    runs.put("slow", List.of(run(slow)));
    runs.put("fast", List.of(run(fast)));
    return new Results(CacheState.CACHED, runs);
  }

  private static Run run(final double seconds) {
    return new Run("engine", 100, 1_000_000, seconds, seconds, 0, 200, 10);
  }
}
