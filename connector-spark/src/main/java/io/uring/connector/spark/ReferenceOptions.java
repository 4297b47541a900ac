package io.uring.connector.spark;

import io.uring.connector.core.ReadOption;
import io.uring.connector.core.ReadOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/** How to read what rows refer to. */
final class ReferenceOptions {
  private static final String SESSION = "spark.datasource.uring.";

  /** Options of a load, which would have to change what rows or columns there are. */
  private static final List<String> OF_LOADS =
      List.of(
          "path",
          "paths",
          "manifest",
          "basePath",
          "pathGlobFilter",
          "modifiedBefore",
          "modifiedAfter",
          "recursiveFileLookup",
          "decode",
          "chunkSize",
          "mode",
          "rejectsPath");

  private ReferenceOptions() {}

  static ReadOptions of(final SparkSession session, final CaseInsensitiveStringMap options) {
    for (final String option : OF_LOADS) {
      if (options.containsKey(option)) {
        throw new IllegalArgumentException(
            "option " + option + " is one of load(), withContent does not have it: leave it out");
      }
    }
    return SparkOptions.reading(session, withSession(session, options));
  }

  /** As Spark does it for sources: what is set for a session counts where an option is not. */
  private static CaseInsensitiveStringMap withSession(
      final SparkSession session, final CaseInsensitiveStringMap options) {
    final List<String> names = new ArrayList<>();
    for (final ReadOption option : ReadOption.all()) {
      if (!OF_LOADS.contains(option.key())) {
        names.add(option.key());
      }
    }
    names.add(SparkOptions.IGNORE_MISSING);
    names.add(SparkOptions.IGNORE_CORRUPT);
    final Map<String, String> all = new HashMap<>();
    for (final String name : names) {
      final Option<String> value = session.conf().getOption(SESSION + name);
      if (value.isDefined()) {
        all.put(name.toLowerCase(Locale.ROOT), value.get());
      }
    }
    all.putAll(options);
    return new CaseInsensitiveStringMap(all);
  }
}
