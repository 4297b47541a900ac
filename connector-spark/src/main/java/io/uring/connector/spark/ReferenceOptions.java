package io.uring.connector.spark;

import io.uring.connector.core.FailureMode;
import io.uring.connector.core.ReadOption;
import io.uring.connector.core.ReadOptions;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * How to read what rows refer to.
 *
 * @param reading how files are read
 * @param decode what is made of pictures
 * @param maxPixels the most pixels of a picture that are decoded
 * @param rejects where what had no bytes is listed, or null
 */
record ReferenceOptions(
    ReadOptions reading, Decode decode, long maxPixels, @Nullable Rejects rejects)
    implements Serializable {
  private static final String SESSION = "spark.datasource.uring.";

  /** Options of a load, which would have to change what rows there are. */
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
          "chunkSize");

  /** Those of a session that count besides the ones of reading. */
  private static final List<String> BESIDES =
      List.of(
          SparkOptions.IGNORE_MISSING,
          SparkOptions.IGNORE_CORRUPT,
          SparkOptions.DECODE,
          SparkOptions.MAX_PIXELS,
          SparkOptions.REJECTS_PATH);

  static ReferenceOptions of(final SparkSession session, final CaseInsensitiveStringMap options) {
    for (final String option : OF_LOADS) {
      if (options.containsKey(option)) {
        throw new IllegalArgumentException(
            "option " + option + " is one of load(), withContent does not have it: leave it out");
      }
    }
    final CaseInsensitiveStringMap all = withSession(session, options);
    return new ReferenceOptions(
        SparkOptions.reading(session, all),
        SparkOptions.decode(all),
        SparkOptions.maxPixels(all),
        Rejects.of(SparkOptions.rejectsPath(all)));
  }

  /** Whether rows say why they have no content. */
  boolean keepsErrors() {
    return reading.mode() == FailureMode.PERMISSIVE;
  }

  /** As Spark does it for sources: what is set for a session counts where an option is not. */
  private static CaseInsensitiveStringMap withSession(
      final SparkSession session, final CaseInsensitiveStringMap options) {
    final List<String> names = new ArrayList<>(BESIDES);
    for (final ReadOption option : ReadOption.all()) {
      if (!OF_LOADS.contains(option.key())) {
        names.add(option.key());
      }
    }
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
