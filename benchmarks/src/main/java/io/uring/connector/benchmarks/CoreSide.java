package io.uring.connector.benchmarks;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.io.IOException;

/** The connector's core on its own: listing is done, batches are taken and let go. */
final class CoreSide implements Side {
  private final String name;
  private final DataSet data;
  private final RequestList requests;
  private final FileScan scan;

  /** Reads all files whole. */
  CoreSide(final String name, final DataSet data, final ReadOptions options) {
    this(name, data, RequestList.wholeFiles(data.files()), options);
  }

  CoreSide(
      final String name,
      final DataSet data,
      final RequestList requests,
      final ReadOptions options) {
    this.name = name;
    this.data = data;
    this.requests = requests;
    scan = FileScan.of(requests).options(options);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String digest() throws IOException {
    final SetDigest digest = new SetDigest();
    try (BatchReader reader = scan.open()) {
      while (true) {
        try (FileBatch batch = reader.next()) {
          if (batch == null) {
            return digest.text();
          }
          for (int row = 0; row < batch.rows(); row++) {
            digest.add(Ranges.name(data, requests, batch.request(row)), batch.content(row));
          }
        }
      }
    }
  }

  @Override
  public Run run() throws IOException {
    long files = 0;
    long bytes = 0;
    final Stopwatch watch = Stopwatch.start();
    try (BatchReader reader = scan.open()) {
      while (true) {
        try (FileBatch batch = reader.next()) {
          if (batch == null) {
            return watch.stop(reader.engine(), files, bytes);
          }
          files += batch.rows();
          bytes += batch.contentBytes();
        }
      }
    }
  }
}
