package io.uring.connector.spark;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.jspecify.annotations.Nullable;

/** The order that Spark's comparisons see in values as it keeps them inside. */
final class ValueOrder {
  /** Types whose values Java orders as Spark does; of strings, those without a collation. */
  private static final List<DataType> NATURAL =
      List.of(
          DataTypes.StringType,
          DataTypes.BooleanType,
          DataTypes.ByteType,
          DataTypes.ShortType,
          DataTypes.IntegerType,
          DataTypes.LongType,
          DataTypes.DateType,
          DataTypes.TimestampType,
          DataTypes.TimestampNTZType);

  private ValueOrder() {}

  /** The order of a type, or null where it is not known here. No value is null. */
  static @Nullable Comparator<Object> of(final DataType type) {
    if (type instanceof DoubleType) {
      return (one, other) -> compare((Double) one, (Double) other);
    }
    if (type instanceof FloatType) {
      return (one, other) -> compare((Float) one, (Float) other);
    }
    if (type instanceof BinaryType) {
      return (one, other) -> Arrays.compareUnsigned((byte[]) one, (byte[]) other);
    }
    // TimeType came with Spark 4.1: this is compiled against 4.0.
    if (NATURAL.contains(type)
        || type instanceof DecimalType
        || type.typeName().startsWith("time(")) {
      return ValueOrder::natural;
    }
    return null;
  }

  /** Both zeros are equal; NaN equals itself and is above all. */
  private static int compare(final double one, final double other) {
    return one == other ? 0 : Double.compare(one, other);
  }

  @SuppressWarnings("unchecked") // both are of one of the types above
  private static int natural(final Object one, final Object other) {
    return ((Comparable<Object>) one).compareTo(other);
  }
}
