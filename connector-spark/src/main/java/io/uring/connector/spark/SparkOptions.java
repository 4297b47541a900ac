package io.uring.connector.spark;

import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.ReadOption;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.image.PictureDecoder;
import io.uring.connector.core.list.Glob;
import io.uring.connector.core.list.ListOptions;
import io.uring.connector.spark.stream.StreamOptions;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.PatternSyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * The options of a read, checked.
 *
 * @param roots local paths and globs; none where there is a manifest
 * @param manifest local path of the manifest that takes their place, or null
 * @param listing what to find
 * @param reading how to read
 * @param columnar whether batches are handed to Spark as columns, or row by row
 * @param streaming how a stream chooses its batches
 * @param rejectsPath the folder where files are listed that had no bytes, or null
 * @param decode what is made of pictures
 * @param maxPixels the most pixels of a picture that are decoded
 */
record SparkOptions(
    List<String> roots,
    @Nullable String manifest,
    ListOptions listing,
    ReadOptions reading,
    boolean columnar,
    StreamOptions streaming,
    @Nullable String rejectsPath,
    Decode decode,
    long maxPixels) {

  private static final long DEFAULT_MAX_PIXELS = 1 << 27;

  static final String IGNORE_MISSING = "ignoreMissingFiles";
  static final String IGNORE_CORRUPT = "ignoreCorruptFiles";
  static final String DECODE = "decode";
  static final String MAX_PIXELS = "maxPixels";
  static final String REJECTS_PATH = "rejectsPath";
  private static final String MAX_LENGTH = "spark.sql.sources.binaryFile.maxLength";

  static SparkOptions of(
      final SparkSession session, final CaseInsensitiveStringMap map, final PartitionRules rules) {
    final Configuration conf = session.sparkContext().hadoopConfiguration();
    final boolean skipMissing = flag(session, map, IGNORE_MISSING);
    final String manifest = SparkPaths.manifest(map, conf);
    final ListOptions.Builder listing = listing(session, map, rules, conf, skipMissing);
    if (manifest == null) {
      // Spark's file sources give no row for an empty file, so neither do we.
      listing.skipEmpty();
    }
    return new SparkOptions(
        manifest == null ? SparkPaths.of(map, conf) : List.of(),
        manifest,
        listing.build(),
        reading(session, map),
        bool(map, "columnar", true),
        StreamOptions.of(map),
        rejectsPath(map),
        decode(map),
        maxPixels(map));
  }

  /** How to read. */
  static ReadOptions reading(final SparkSession session, final CaseInsensitiveStringMap map) {
    final ReadOptions.Builder reading = ReadOptions.parse(option -> map.get(option.key()));
    if (flag(session, map, IGNORE_MISSING)) {
      reading.skip(Kind.MISSING);
    }
    if (flag(session, map, IGNORE_CORRUPT)) {
      // Rights and media are not the files' fault: to leave such rows out would hide an outage.
      reading.skip(Kind.CHANGED).skip(Kind.CORRUPT).skip(Kind.SPECIAL).skip(Kind.OTHER);
    }
    return reading
        .maxLength(
            Long.parseLong(session.conf().get(MAX_LENGTH, Integer.toString(Integer.MAX_VALUE))))
        .build();
  }

  /** What is read, for people. */
  String source() {
    return manifest == null ? String.join(", ", roots) : "manifest=" + manifest;
  }

  /** Whether files are rows of chunks. */
  boolean isChunked() {
    return reading.chunkSize() != Integer.MAX_VALUE;
  }

  /** The rows that files, or ranges of files, are. */
  RequestList rows(final RequestList found) {
    return isChunked() ? found.heads(reading.headBytes()).chunks(reading.chunkSize()) : found;
  }

  /** Whether other options read the same files in the same way, wherever those were found. */
  boolean readsAs(final SparkOptions other) {
    return reading.equals(other.reading)
        && columnar == other.columnar
        && Objects.equals(rejectsPath, other.rejectsPath)
        && decode == other.decode
        && maxPixels == other.maxPixels;
  }

  private static ListOptions.Builder listing(
      final SparkSession session,
      final CaseInsensitiveStringMap map,
      final PartitionRules rules,
      final Configuration conf,
      final boolean skipMissing) {
    final ListOptions.Builder listing = ListOptions.builder();
    final String glob = map.get("pathGlobFilter");
    if (glob != null) {
      listing.nameGlob(nameGlob(glob));
    }
    final String after = map.get("modifiedAfter");
    if (after != null) {
      listing.modifiedAfterMillis(
          Math.floorDiv(threshold("modifiedAfter", after, rules.zone()), 1000L));
    }
    final String before = map.get("modifiedBefore");
    if (before != null) {
      listing.modifiedBeforeMillis(
          -Math.floorDiv(-threshold("modifiedBefore", before, rules.zone()), 1000L));
    }
    if (bool(map, "recursiveFileLookup", false)) {
      listing.recursive();
    }
    if (skipMissing) {
      listing.skipMissing();
    }
    if (!bool(map, "__globPaths__", true)) {
      listing.literalRoots();
    }
    final String base = map.get("basePath");
    if (base != null) {
      listing.basePath(SparkPaths.local(base, conf));
    }
    if (bool(
        map,
        "ignoreInvalidPartitionPaths",
        bool(session, "spark.sql.files.ignoreInvalidPartitionPaths"))) {
      listing.ignoreInvalidPartitions();
    }
    if (rules.caseSensitive()) {
      listing.caseSensitive();
    }
    return listing;
  }

  static Decode decode(final CaseInsensitiveStringMap map) {
    final Decode decode = Decode.parse(map.get(DECODE));
    if (decode == Decode.IMAGE && map.get("headBytes") != null) {
      throw new IllegalArgumentException(
          "option decode=image needs whole files, and headBytes="
              + map.get("headBytes")
              + " reads only their start: leave one of the two out");
    }
    if (decode != Decode.NONE && map.get(ReadOption.CHUNK_SIZE.key()) != null) {
      throw new IllegalArgumentException(
          "option decode="
              + decode.name().toLowerCase(Locale.ROOT)
              + " needs a picture in one row, and chunkSize="
              + map.get(ReadOption.CHUNK_SIZE.key())
              + " cuts files into several: leave one of the two out");
    }
    return decode;
  }

  static @Nullable String rejectsPath(final CaseInsensitiveStringMap map) {
    final String text = map.get(REJECTS_PATH);
    if (text != null) {
      try {
        Rejects.folder(text);
      } catch (final IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "option rejectsPath must be a folder such as file:/data/rejects ("
                + e.getMessage()
                + "), not "
                + text,
            e);
      }
    }
    return text;
  }

  static long maxPixels(final CaseInsensitiveStringMap map) {
    final String text = map.get(MAX_PIXELS);
    if (text == null) {
      return DEFAULT_MAX_PIXELS;
    }
    try {
      final long pixels = Long.parseLong(text.trim());
      if (pixels >= 1 && pixels <= PictureDecoder.MOST_PIXELS) {
        return pixels;
      }
    } catch (final NumberFormatException e) {
      // Says the same as a number that is out of range.
    }
    throw new IllegalArgumentException(
        "option maxPixels must be 1 to " + PictureDecoder.MOST_PIXELS + ", not " + text);
  }

  private static Glob nameGlob(final String text) {
    try {
      return Glob.of(text);
    } catch (final PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "option pathGlobFilter must be a glob such as *.jpg ("
              + e.getDescription()
              + "), not "
              + text,
          e);
    }
  }

  /**
   * Microseconds since 1970 that a file's time is compared with. Spark reads the text as local time
   * of the zone and then moves the file's time by the zone's offset once more (its {@code
   * ModifiedDateFilter}); the same files must come out here.
   */
  private static long threshold(final String option, final String text, final ZoneId zone) {
    final Long micros = SparkTime.micros(text, zone);
    if (micros == null) {
      throw new IllegalArgumentException(
          "option " + option + " must be a timestamp such as 2020-06-01T13:00:00, not " + text);
    }
    final long seconds = Math.floorDiv(micros, 1_000_000L);
    final long local =
        LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC).atZone(zone).toEpochSecond();
    return local * 1_000_000L + Math.floorMod(micros, 1_000_000L);
  }

  private static boolean flag(
      final SparkSession session, final CaseInsensitiveStringMap map, final String name) {
    return bool(map, name, bool(session, "spark.sql.files." + name));
  }

  private static boolean bool(final SparkSession session, final String key) {
    return Boolean.parseBoolean(session.conf().get(key, "false"));
  }

  private static boolean bool(
      final CaseInsensitiveStringMap map, final String name, final boolean otherwise) {
    final String text = map.get(name);
    if (text == null) {
      return otherwise;
    }
    return switch (text.trim().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "option " + name + " must be true or false, not " + text);
    };
  }
}
