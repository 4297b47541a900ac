package io.uring.connector.benchmarks;

import io.uring.connector.core.ReadOptions;
import java.io.IOException;
import java.util.Optional;

/** The core, with the listing that a job does as well. */
final class ListingCoreSide implements Side {
  private final String name;
  private final DataSet data;
  private final ReadOptions options;

  ListingCoreSide(final String name, final DataSet data, final ReadOptions options) {
    this.name = name;
    this.data = data;
    this.options = options;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String digest() throws IOException {
    try (CoreSide core = new CoreSide(name, data, options)) {
      return core.digest();
    }
  }

  @Override
  public Run run() throws IOException {
    final Stopwatch watch = Stopwatch.start();
    final DataSet listed = DataSet.list(data.name(), data.root(), Optional.empty());
    try (CoreSide core = new CoreSide(name, listed, options)) {
      final Run run = core.run();
      return watch.stop(run.engine(), run.files(), run.bytes()).checked();
    }
  }
}
