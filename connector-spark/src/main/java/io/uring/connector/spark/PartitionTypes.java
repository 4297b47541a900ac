package io.uring.connector.spark;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.jspecify.annotations.Nullable;

/**
 * Which type a partition value looks like, and which type two of them have in common: the rules of
 * Spark's {@code PartitioningUtils.inferPartitionColumnValue} and {@code
 * findWiderTypeForPartitionColumn}.
 */
final class PartitionTypes {
  private static final DateTimeFormatter DATE = strict(pattern("uuuu-MM-dd"));
  // One digit of a second's fraction, no more: Spark's pattern has a single S.
  private static final DateTimeFormatter TIMESTAMP = timed("uuuu-MM-dd HH:mm:ss", 1);
  private static final DateTimeFormatter TIME = timed("HH:mm:ss", 6);

  /** Since Spark 4.1, so this must not be linked to. */
  private static final @Nullable DataType TIME_TYPE = timeType();

  private final PartitionRules rules;

  PartitionTypes(final PartitionRules rules) {
    this.rules = rules;
  }

  /** The type of a value as it stands in the folder's name, and without escapes or null. */
  DataType infer(final String raw, final @Nullable String text) {
    if (text == null) {
      return DataTypes.NullType;
    }
    if (!rules.infersTypes()) {
      return DataTypes.StringType;
    }
    final DataType number = number(raw);
    return number != null ? number : time(raw, text);
  }

  private static @Nullable DataType number(final String raw) {
    try {
      Integer.parseInt(raw);
      return DataTypes.IntegerType;
    } catch (final NumberFormatException tryNext) {
      // falls through
    }
    try {
      Long.parseLong(raw);
      return DataTypes.LongType;
    } catch (final NumberFormatException tryNext) {
      // falls through
    }
    try {
      final BigDecimal decimal = new BigDecimal(raw);
      final long precision = (long) decimal.precision() - decimal.scale();
      if (decimal.scale() <= 0 && precision <= DecimalType.MAX_PRECISION()) {
        return DataTypes.createDecimalType((int) precision, 0);
      }
    } catch (final NumberFormatException tryNext) {
      // falls through
    }
    try {
      Double.parseDouble(raw);
      return DataTypes.DoubleType;
    } catch (final NumberFormatException noNumber) {
      return null;
    }
  }

  private DataType time(final String raw, final String text) {
    if (matches(TIMESTAMP, text)
        && new PartitionCast(rules.timestampType(), rules).fits(raw, text)) {
      return rules.timestampType();
    }
    if (matches(DATE, raw) && new PartitionCast(DataTypes.DateType, rules).fits(raw, text)) {
      return DataTypes.DateType;
    }
    if (TIME_TYPE != null && matches(TIME, text)) {
      return TIME_TYPE;
    }
    return DataTypes.StringType;
  }

  /** The type that holds the values of both. */
  static DataType wider(final DataType one, final DataType other) {
    if (one.equals(other) || other.equals(DataTypes.NullType)) {
      return one;
    }
    if (one.equals(DataTypes.NullType)) {
      return other;
    }
    if (isDecimal(one) || isDecimal(other)) {
      final int precision = Math.max(digits(one), digits(other));
      return digits(one) == 0 || digits(other) == 0
          ? DataTypes.StringType
          : DataTypes.createDecimalType(precision, 0);
    }
    if (isOneOf(one, other, DataTypes.IntegerType)) {
      if (isOneOf(one, other, DataTypes.LongType)) {
        return DataTypes.LongType;
      }
      if (isOneOf(one, other, DataTypes.DoubleType)) {
        return DataTypes.DoubleType;
      }
    }
    if (isOneOf(one, other, DataTypes.DateType)) {
      if (isOneOf(one, other, DataTypes.TimestampType)) {
        return DataTypes.TimestampType;
      }
      if (isOneOf(one, other, DataTypes.TimestampNTZType)) {
        return DataTypes.TimestampNTZType;
      }
    }
    return DataTypes.StringType;
  }

  private static boolean isOneOf(final DataType one, final DataType other, final DataType type) {
    return one.equals(type) || other.equals(type);
  }

  private static boolean isDecimal(final DataType type) {
    return type instanceof DecimalType;
  }

  /** Decimal digits of a whole number's type; 0 for any other type. */
  private static int digits(final DataType type) {
    if (type instanceof DecimalType decimal) {
      return decimal.precision();
    }
    return type.equals(DataTypes.IntegerType) ? 10 : type.equals(DataTypes.LongType) ? 20 : 0;
  }

  private static boolean matches(final DateTimeFormatter formatter, final String text) {
    try {
      formatter.parse(text);
      return true;
    } catch (final DateTimeException e) {
      return false;
    }
  }

  private static DateTimeFormatterBuilder pattern(final String pattern) {
    return new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern);
  }

  private static DateTimeFormatter timed(final String pattern, final int digits) {
    return strict(
        pattern(pattern)
            .optionalStart()
            .appendLiteral('.')
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, digits, false)
            .optionalEnd());
  }

  private static DateTimeFormatter strict(final DateTimeFormatterBuilder builder) {
    return builder
        .toFormatter(Locale.US)
        .withChronology(IsoChronology.INSTANCE)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  private static @Nullable DataType timeType() {
    try {
      return DataType.fromJson("\"time(6)\"");
    } catch (final RuntimeException unknown) {
      return null;
    }
  }
}
