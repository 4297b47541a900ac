package io.uring.connector.spark;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The texts that Spark's {@code CAST} takes for dates, times and timestamps ({@code
 * SparkDateTimeUtils}), but for timestamps without a date, which mean today and make no partition.
 */
final class SparkTime {
  private static final String MONTH_DAY = "(?:-(\\d{1,2})(?:-(\\d{1,2})";
  private static final String TIME = "(\\d{1,2})(?::(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d*))?";

  private static final Pattern DATE =
      Pattern.compile("([+-]?)(\\d{4,7})" + MONTH_DAY + "(?:[ T].*)?)?)?", Pattern.DOTALL);
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "([+-]?)(\\d{4,6})" + MONTH_DAY + "(?:[ T]" + TIME + "([^\\d.].*)?)?)?)?)?)?",
          Pattern.DOTALL);
  private static final Pattern TIME_OF_DAY = Pattern.compile("T?" + TIME + ")?)?");

  // Spark takes +h:mm and +hh:m too, which ZoneId does not.
  private static final Pattern ONE_HOUR_DIGIT = Pattern.compile("([+-])(\\d):");
  private static final Pattern ONE_MINUTE_DIGIT = Pattern.compile("([+-])(\\d\\d):(\\d)$");

  private SparkTime() {}

  /**
   * A zone by its name.
   *
   * @throws DateTimeException if there is none of this name
   */
  static ZoneId zone(final String name) {
    final String hours = ONE_HOUR_DIGIT.matcher(name).replaceFirst("$10$2:");
    final String minutes = ONE_MINUTE_DIGIT.matcher(hours).replaceFirst("$1$2:0$3");
    return ZoneId.of(minutes, ZoneId.SHORT_IDS);
  }

  /** Days since 1970, or null. */
  static @Nullable Integer days(final String text) {
    final Matcher matcher = DATE.matcher(trimmed(text));
    if (!matcher.matches()) {
      return null;
    }
    try {
      return Math.toIntExact(date(matcher).toEpochDay());
    } catch (final DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  /** Microseconds since 1970 of a text that may name a zone, or null. */
  static @Nullable Long micros(final String text, final ZoneId otherwise) {
    final Matcher matcher = TIMESTAMP.matcher(trimmed(text));
    if (!matcher.matches()) {
      return null;
    }
    try {
      final String named = matcher.group(9);
      final ZoneId zone = named == null ? otherwise : zone(named.trim());
      return micros(dateTime(matcher).atZone(zone).toEpochSecond(), matcher);
    } catch (final DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  /** Microseconds since 1970 of a text whose zone, if it names one, does not count, or null. */
  static @Nullable Long localMicros(final String text) {
    final Matcher matcher = TIMESTAMP.matcher(trimmed(text));
    if (!matcher.matches()) {
      return null;
    }
    try {
      final String named = matcher.group(9);
      if (named != null) {
        zone(named.trim());
      }
      return micros(dateTime(matcher).toEpochSecond(ZoneOffset.UTC), matcher);
    } catch (final DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  /** Nanoseconds since midnight, as fine as a type such as {@code time(6)} asks for, or null. */
  static @Nullable Long nanosOfDay(final String text, final String typeName) {
    final Matcher matcher = TIME_OF_DAY.matcher(trimmed(text));
    if (!matcher.matches() || matcher.group(2) == null) {
      return null;
    }
    try {
      final LocalTime time =
          LocalTime.of(
              number(matcher.group(1), 0),
              number(matcher.group(2), 0),
              number(matcher.group(3), 0));
      final int digits = Character.digit(typeName.charAt("time(".length()), 10);
      long step = 1_000_000_000;
      for (int i = 0; i < digits; i++) {
        step /= 10;
      }
      final long nanos = time.toNanoOfDay() + fractionMicros(matcher.group(4)) * 1000;
      return nanos - nanos % step;
    } catch (final DateTimeException e) {
      return null;
    }
  }

  private static LocalDate date(final Matcher matcher) {
    final int year = number(matcher.group(2), 1);
    return LocalDate.of(
        "-".equals(matcher.group(1)) ? -year : year,
        number(matcher.group(3), 1),
        number(matcher.group(4), 1));
  }

  private static LocalDateTime dateTime(final Matcher matcher) {
    return date(matcher)
        .atTime(
            number(matcher.group(5), 0), number(matcher.group(6), 0), number(matcher.group(7), 0));
  }

  private static int number(final @Nullable String digits, final int otherwise) {
    return digits == null ? otherwise : Integer.parseInt(digits);
  }

  private static long micros(final long seconds, final Matcher matcher) {
    return Math.addExact(Math.multiplyExact(seconds, 1_000_000L), fractionMicros(matcher.group(8)));
  }

  /** Six digits count; what is finer is cut off. */
  private static long fractionMicros(final @Nullable String digits) {
    if (digits == null) {
      return 0;
    }
    long micros = 0;
    for (int i = 0; i < 6; i++) {
      micros = micros * 10 + (i < digits.length() ? digits.charAt(i) - '0' : 0);
    }
    return micros;
  }

  /** Without spaces and control characters at both ends; {@code strip} would leave the latter. */
  private static String trimmed(final String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (start < end && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(final char each) {
    return each <= ' ' || each == 0x7F;
  }
}
