package io.uring.connector.spark;

import io.uring.connector.core.list.Listing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The partition columns of a listing with their types, and the values of each partition as Spark
 * keeps them inside (an {@code Integer} for a date, a {@code Long} of microseconds for a timestamp,
 * a {@code UTF8String}). Immutable; safe on any thread.
 *
 * <p>The same schema and values as {@code PartitioningUtils.parsePartitions} of Spark 4.2 gives.
 */
final class PartitionColumns {
  private final StructType schema;
  private final @Nullable Object[][] values;

  private PartitionColumns(final StructType schema, final @Nullable Object[][] values) {
    this.schema = schema;
    this.values = values;
  }

  /**
   * Finds types and values.
   *
   * @throws InvalidPartitionValue if a value does not fit its type and the rules say to fail
   */
  static PartitionColumns infer(final Listing listing, final PartitionRules rules) {
    final List<String> names = listing.partitionColumns();
    final StructField[] fields = new StructField[names.size()];
    final @Nullable Object[][] values = new @Nullable Object[listing.partitions()][names.size()];
    for (int column = 0; column < fields.length; column++) {
      final String name = names.get(column);
      final StructField user = rules.userField(name);
      final DataType type = user == null ? widest(listing, column, rules) : user.dataType();
      // Without regard to case the user's spelling wins, as since SPARK-26990.
      final String shown = user == null ? name : user.name();
      fields[column] = DataTypes.createStructField(shown, type, true);
      fill(listing, column, name, type, rules, values);
    }
    return new PartitionColumns(new StructType(fields), values);
  }

  private static DataType widest(
      final Listing listing, final int column, final PartitionRules rules) {
    final PartitionTypes types = new PartitionTypes(rules);
    final Map<String, DataType> known = new HashMap<>();
    DataType widest = DataTypes.NullType;
    for (int partition = 0; partition < listing.partitions(); partition++) {
      final String raw = listing.rawPartitionValue(partition, column);
      if (!known.containsKey(raw)) {
        final DataType type = types.infer(raw, listing.partitionValue(partition, column));
        known.put(raw, type);
        widest = PartitionTypes.wider(widest, type);
      }
    }
    return widest;
  }

  private static void fill(
      final Listing listing,
      final int column,
      final String name,
      final DataType type,
      final PartitionRules rules,
      final @Nullable Object[][] values) {
    final PartitionCast cast = new PartitionCast(type, rules);
    final Map<String, @Nullable Object> known = new HashMap<>();
    for (int partition = 0; partition < listing.partitions(); partition++) {
      final String raw = listing.rawPartitionValue(partition, column);
      if (!known.containsKey(raw)) {
        known.put(raw, value(raw, listing.partitionValue(partition, column), name, cast, rules));
      }
      values[partition][column] = known.get(raw);
    }
  }

  /** What a partition value's text is as a column's type. */
  static @Nullable Object value(
      final String raw,
      final @Nullable String text,
      final String name,
      final PartitionCast cast,
      final PartitionRules rules) {
    if (text == null) {
      return null;
    }
    try {
      return cast.value(raw, text);
    } catch (final RuntimeException e) {
      if (rules.validates()) {
        throw new InvalidPartitionValue(raw, cast.type(), name, e);
      }
      return null;
    }
  }

  /** The columns, all nullable; empty where there are no partitions. */
  StructType schema() {
    return schema;
  }

  /** The values of a partition, one for each field of the schema; not to be changed. */
  @Nullable Object[] values(final int partition) {
    return values[partition];
  }
}
