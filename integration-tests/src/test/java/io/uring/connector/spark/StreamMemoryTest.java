package io.uring.connector.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.RequestList;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StreamMemoryTest {
  @TempDir Path folder;

  /** A query runs for months, and what its load found may have been a million files. */
  @Test
  void shouldLetTheFirstListingGoAndListAnewWhereSomebodyAsks() throws Exception {
    final Path incoming = Files.createDirectory(folder.resolve("incoming"));
    Files.write(incoming.resolve("a"), new byte[1]);
    final CaseInsensitiveStringMap options =
        new CaseInsensitiveStringMap(Map.of("path", incoming.toString()));
    SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate();
    final ListedFiles listed = ListedFiles.list(options, null);
    final UringTable table = new UringTable(() -> listed, options);
    final WeakReference<RequestList> found = new WeakReference<>(listed.requests());
    final Scan scan = table.newScanBuilder(options).build();
    final MicroBatchStream stream =
        scan.toMicroBatchStream(folder.resolve("checkpoint").toString());
    // What Spark asks of a stream's scan at each trigger.
    assertThat(scan).isEqualTo(scan).hasSameHashCodeAs(scan);
    assertThat(scan.description()).contains(", stream, opens=all");
    assertThat(((SupportsReportStatistics) scan).estimateStatistics().sizeInBytes()).isEmpty();
    assertThat(scan.reportDriverMetrics()).isEmpty();
    while (found.get() != null) {
      System.gc();
      Thread.sleep(10);
    }
    Files.write(incoming.resolve("b"), new byte[1]);
    assertThat(table.newScanBuilder(options).build().description()).contains("files=2");
    assertThat(stream.initialOffset().json()).isEqualTo("{\"batch\":0}");
  }
}
