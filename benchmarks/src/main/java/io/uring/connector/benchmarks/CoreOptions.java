package io.uring.connector.benchmarks;

import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOption;
import io.uring.connector.core.ReadOptions;
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

  private static ReadOption named(final String key) {
    return ReadOption.all().stream()
        .filter(each -> each.key().equals(key))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("there is no option " + key));
  }
}
