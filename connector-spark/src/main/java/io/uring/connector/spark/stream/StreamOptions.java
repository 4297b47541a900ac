package io.uring.connector.spark.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The options of a stream, checked. Immutable.
 *
 * @param maxFilesPerTrigger the most files of a batch; {@link Integer#MAX_VALUE} for no limit
 * @param maxBytesPerTrigger the most bytes of a batch, but one file at least; {@link
 *     Long#MAX_VALUE} for no limit
 * @param minFileAgeMillis how long ago a file must have changed to be complete
 * @param forgetAfterMillis how long a file that has left its folder is remembered
 */
public record StreamOptions(
    int maxFilesPerTrigger,
    long maxBytesPerTrigger,
    long minFileAgeMillis,
    long forgetAfterMillis) {

  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,18})\\s*([a-z]*)");

  /**
   * Reads them.
   *
   * @param map the options of a read
   * @return the options
   * @throws IllegalArgumentException if one of them cannot be understood; the message says what it
   *     may be
   */
  public static StreamOptions of(final CaseInsensitiveStringMap map) {
    // Who relies on these would not notice that nothing happens.
    refuse(map, "latestFirst", "false", "the oldest files always come first");
    refuse(map, "cleanSource", "off", "format uring deletes and moves nothing");
    return new StreamOptions(
        (int) files(map), bytes(map), millis(map, "minFileAge", 1000), forgetAfter(map));
  }

  /** What Spark is to pass at each trigger. */
  ReadLimit readLimit() {
    final List<ReadLimit> limits = new ArrayList<>();
    if (maxFilesPerTrigger != Integer.MAX_VALUE) {
      limits.add(ReadLimit.maxFiles(maxFilesPerTrigger));
    }
    if (maxBytesPerTrigger != Long.MAX_VALUE) {
      limits.add(ReadLimit.maxBytes(maxBytesPerTrigger));
    }
    return switch (limits.size()) {
      case 0 -> ReadLimit.allAvailable();
      case 1 -> limits.get(0);
      default -> ReadLimit.compositeLimit(limits.toArray(new ReadLimit[0]));
    };
  }

  private static void refuse(
      final CaseInsensitiveStringMap map,
      final String name,
      final String only,
      final String because) {
    final String text = map.get(name);
    if (text != null && !text.trim().equalsIgnoreCase(only)) {
      throw refused(name, only + " (" + because + ")", text);
    }
  }

  private static long files(final CaseInsensitiveStringMap map) {
    final String text = map.get("maxFilesPerTrigger");
    if (text == null) {
      return Integer.MAX_VALUE;
    }
    final Matcher amount = AMOUNT.matcher(text.trim());
    final long files = amount.matches() && amount.group(2).isEmpty() ? number(amount) : 0;
    if (files < 1 || files > Integer.MAX_VALUE) {
      throw refused("maxFilesPerTrigger", "a number of 1 or more", text);
    }
    return files;
  }

  private static long bytes(final CaseInsensitiveStringMap map) {
    final String text = map.get("maxBytesPerTrigger");
    if (text == null) {
      return Long.MAX_VALUE;
    }
    final Matcher amount = AMOUNT.matcher(text.trim().toLowerCase(Locale.ROOT));
    final long bytes =
        amount.matches()
            ? times(
                number(amount),
                switch (amount.group(2)) {
                  case "", "b" -> 1;
                  case "k", "kb", "kib" -> 1L << 10;
                  case "m", "mb", "mib" -> 1L << 20;
                  case "g", "gb", "gib" -> 1L << 30;
                  case "t", "tb", "tib" -> 1L << 40;
                  default -> 0;
                })
            : 0;
    if (bytes < 1) {
      throw refused("maxBytesPerTrigger", "1 or more bytes (or as 512k, 64m, 1g)", text);
    }
    return bytes;
  }

  private static long forgetAfter(final CaseInsensitiveStringMap map) {
    final long millis = millis(map, "forgetAfter", 7 * 86_400_000L);
    if (millis < 1000) {
      throw refused("forgetAfter", "1s or more", String.valueOf(map.get("forgetAfter")));
    }
    return millis;
  }

  private static long millis(
      final CaseInsensitiveStringMap map, final String name, final long otherwise) {
    final String text = map.get(name);
    if (text == null) {
      return otherwise;
    }
    final Matcher amount = AMOUNT.matcher(text.trim().toLowerCase(Locale.ROOT));
    final long unit =
        amount.matches()
            ? switch (amount.group(2)) {
              case "ms" -> 1;
              case "s" -> 1000;
              case "m", "min" -> 60_000;
              case "h" -> 3_600_000;
              case "d" -> 86_400_000;
              default -> number(amount) == 0 && amount.group(2).isEmpty() ? 1 : 0;
            }
            : 0;
    final long millis = unit == 0 ? -1 : times(number(amount), unit);
    // So that nanoseconds fit: about 290 years.
    if (millis < 0 || millis > Long.MAX_VALUE / 1_000_000) {
      throw refused(name, "a time such as 500ms, 10s, 5m, 1h or 7d", text);
    }
    return millis;
  }

  private static long number(final Matcher amount) {
    return Long.parseLong(amount.group(1));
  }

  /** A product, or the most there is. */
  private static long times(final long number, final long unit) {
    return unit != 0 && number > Long.MAX_VALUE / unit ? Long.MAX_VALUE : number * unit;
  }

  private static IllegalArgumentException refused(
      final String name, final String allowed, final String value) {
    return new IllegalArgumentException(
        "option " + name + " must be " + allowed + ", not " + value);
  }
}
