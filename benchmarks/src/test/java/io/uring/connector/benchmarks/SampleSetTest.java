package io.uring.connector.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleSetTest {

  @ParameterizedTest
  @ValueSource(strings = {"imagenet", "small"})
  void shouldSpreadSizesAsALogNormalDoes(final String name) {
    final SampleSet shape = SampleSet.named(name).orElseThrow();
    final long[] sizes = shape.sizes();

    assertThat(sizes).hasSize(shape.files());
    final double mean = Arrays.stream(sizes).average().orElseThrow();
    assertThat(mean / shape.meanBytes()).isCloseTo(1, within(0.02));
    final double logMean = Arrays.stream(sizes).mapToDouble(Math::log).average().orElseThrow();
    final double logVariance =
        Arrays.stream(sizes)
            .mapToDouble(size -> Math.pow(Math.log(size) - logMean, 2))
            .average()
            .orElseThrow();
    assertThat(Math.sqrt(logVariance)).isCloseTo(shape.sigma(), within(0.02));
  }

  @ParameterizedTest
  @ValueSource(strings = {"imagenet", "small"})
  void shouldGiveEveryFileAPathOfItsOwn(final String name) {
    final SampleSet shape = SampleSet.named(name).orElseThrow();

    assertThat(IntStream.range(0, shape.files()).mapToObj(shape::path).distinct().count())
        .isEqualTo(shape.files());
  }
}
