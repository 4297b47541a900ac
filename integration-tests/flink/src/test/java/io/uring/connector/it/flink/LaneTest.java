package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A lane of the matrix runs what it says. */
@Tag("lane")
class LaneTest {
  @Test
  void shouldRunTheFlinkAndTheJavaOfTheLane() {
    assertThat(EnvironmentInformation.getVersion()).isEqualTo(System.getProperty("lane.flink"));
    assertThat(Integer.toString(Runtime.version().feature()))
        .isEqualTo(System.getProperty("lane.java"));
  }
}
