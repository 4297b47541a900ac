package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.scan.FileScan;
import io.uring.connector.spark.UringDataSource;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A lane of the matrix runs what it says. */
@Tag("lane")
class LaneTest {
  @Test
  void shouldRunTheBundleOnTheSparkAndTheJavaOfTheLane() throws URISyntaxException {
    assertThat(SharedSpark.session().version()).isEqualTo(System.getProperty("lane.spark"));
    assertThat(Integer.toString(Runtime.version().feature()))
        .isEqualTo(System.getProperty("lane.java"));
    final Path bundle = Path.of(System.getProperty("uring.bundle"));
    assertThat(origin(UringDataSource.class)).isEqualTo(bundle);
    assertThat(origin(FileScan.class)).isEqualTo(bundle);
  }

  private static Path origin(final Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
