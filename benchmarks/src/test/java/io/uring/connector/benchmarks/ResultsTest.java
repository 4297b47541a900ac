package io.uring.connector.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {

  @Test
  void shouldTakeTheMedianOfRatiosOfPairs() {
    final Results results = results(new double[] {1, 2, 10}, new double[] {3, 4, 10});

    assertThat(results.ratio("ours", "theirs")).isEqualTo(2.0);
    assertThat(results(new double[] {1, 2, 10}, new double[] {30, 4, 10}).ratio("ours", "theirs"))
        .isEqualTo(2.0);
  }

  @Test
  void shouldHalveBetweenTheTwoInTheMiddle() {
    assertThat(results(new double[] {1, 1}, new double[] {2, 4}).ratio("ours", "theirs"))
        .isEqualTo(3.0);
  }

  @Test
  void shouldReportTheFirstSideAndCompareIt() {
    final var json = results(new double[] {2, 1, 4}, new double[] {6, 6, 6}).json();

    assertThat(json.get("engine").asText()).isEqualTo("ours/engine");
    assertThat(json.get("seconds").asDouble()).isEqualTo(2.0);
    assertThat(json.get("files_per_s").asLong()).isEqualTo(50);
    assertThat(json.get("ratio").asDouble()).isEqualTo(3.0);
    assertThat(json.get("medians").get("theirs").asDouble()).isEqualTo(6.0);
    assertThat(json.get("sides")).hasSize(2);
  }

  private static Results results(final double[] ours, final double[] theirs) {
    final Map<String, List<Run>> runs = new LinkedHashMap<>();
    runs.put("ours", runs("ours/engine", ours));
    runs.put("theirs", runs("theirs/engine", theirs));
    return new Results(CacheState.CACHED, runs);
  }

  private static List<Run> runs(final String engine, final double[] seconds) {
    return Arrays.stream(seconds)
        .mapToObj(each -> new Run(engine, 100, 1_000_000, each, each, 0, 200, 10))
        .toList();
  }
}
