package io.uring.connector.spark;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Turns the text of a partition value into what Spark keeps of a type, as {@code
 * PartitioningUtils.castPartValueToDesiredType} does: escapes count only where text or time is
 * asked for.
 */
final class PartitionCast {
  private final DataType type;
  private final PartitionRules rules;

  PartitionCast(final DataType type, final PartitionRules rules) {
    this.type = type;
    this.rules = rules;
  }

  DataType type() {
    return type;
  }

  boolean fits(final String raw, final String text) {
    try {
      return value(raw, text) != null;
    } catch (final RuntimeException e) {
      return false;
    }
  }

  /**
   * The value of a text.
   *
   * @throws RuntimeException if there is none
   */
  @Nullable Object value(final String raw, final String text) {
    if (type instanceof NullType) {
      return null;
    }
    if (type instanceof StringType) {
      return UTF8String.fromString(text);
    }
    if (type instanceof ByteType) {
      return (byte) Integer.parseInt(raw);
    }
    if (type instanceof ShortType) {
      return (short) Integer.parseInt(raw);
    }
    if (type instanceof IntegerType) {
      return Integer.valueOf(raw);
    }
    if (type instanceof LongType) {
      return Long.valueOf(raw);
    }
    if (type instanceof FloatType) {
      return (float) Double.parseDouble(raw);
    }
    if (type instanceof DoubleType) {
      return Double.valueOf(raw);
    }
    if (type instanceof DecimalType decimal) {
      // Too many digits are null and no failure: so Spark writes them into a row.
      final Decimal value = Decimal.apply(new BigDecimal(raw));
      return value.changePrecision(decimal.precision(), decimal.scale()) ? value : null;
    }
    if (type instanceof BooleanType) {
      return bool(raw);
    }
    if (type instanceof BinaryType) {
      return raw.getBytes(StandardCharsets.UTF_8);
    }
    return time(raw, text);
  }

  private @Nullable Object time(final String raw, final String text) {
    final Object value;
    if (type instanceof DateType) {
      value = SparkTime.days(raw);
    } else if (type instanceof TimestampType) {
      value = SparkTime.micros(text, rules.zone());
    } else if (type instanceof TimestampNTZType) {
      final Long micros = SparkTime.localMicros(text);
      value = micros == null ? midnight(raw) : micros;
    } else if (type.typeName().startsWith("time(")) {
      value = SparkTime.nanosOfDay(text, type.typeName());
    } else {
      throw new IllegalArgumentException("no partition column can be of type " + type.sql());
    }
    if (value == null && rules.ansi()) {
      throw new IllegalArgumentException("no " + type.typeName() + ": " + text);
    }
    return value;
  }

  /** Where the time of day cannot be read, Spark takes the date alone, but only in ANSI mode. */
  private @Nullable Long midnight(final String raw) {
    final Integer days = rules.ansi() ? SparkTime.days(raw) : null;
    return days == null ? null : Math.multiplyExact(days, 86_400_000_000L);
  }

  private static boolean bool(final String raw) {
    if (raw.equalsIgnoreCase("true")) {
      return true;
    }
    if (raw.equalsIgnoreCase("false")) {
      return false;
    }
    throw new IllegalArgumentException("neither true nor false: " + raw);
  }
}
