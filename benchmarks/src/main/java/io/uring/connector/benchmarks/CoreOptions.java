package io.uring.connector.benchmarks;

import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadOption;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.util.Map;

/** The connector's options from the command line. */
final class CoreOptions {
  private CoreOptions() {}

  static ReadOptions of(
      final Map<String, String> options, final EngineChoice engine, final int threads) {
    return builder(options).engine(engine).threads(threads).build();
  }

  static ReadOptions.Builder builder(final Map<String, String> options) {
    final ReadOptions.Builder builder = ReadOptions.builder();
    options.forEach((key, value) -> builder.set(named(key), value));
    return builder;
  }

  /** What serves such options in this JVM: all tasks share it. */
  static String engine(final Map<String, String> options) {
    final ReadOptions chosen = ReadOptions.parse(option -> options.get(option.key())).build();
    final RequestList nothing = RequestList.wholeFiles(FileTable.builder().build());
    try (BatchReader reader = FileScan.of(nothing).options(chosen).open()) {
      return reader.engine();
    }
  }

  private static ReadOption named(final String key) {
    return ReadOption.all().stream()
        .filter(each -> each.key().equals(key))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("there is no option " + key));
  }
}
