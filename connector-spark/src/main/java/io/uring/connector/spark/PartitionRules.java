package io.uring.connector.spark;

import java.time.ZoneId;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * What a session and a read say about partition columns. Immutable.
 *
 * @param infersTypes whether values may be more than strings
 * @param validates whether a value that does not fit its column's type fails the read, or is null
 * @param caseSensitive whether column names are told apart by case
 * @param ansi whether a text that is no date fails, or is null
 * @param zone the zone of timestamps without one
 * @param timestampType what a timestamp is inferred as
 * @param userSchema the schema that the user asked for, or null
 */
record PartitionRules(
    boolean infersTypes,
    boolean validates,
    boolean caseSensitive,
    boolean ansi,
    ZoneId zone,
    DataType timestampType,
    @Nullable StructType userSchema) {

  static PartitionRules of(
      final RuntimeConfig session,
      final CaseInsensitiveStringMap options,
      final @Nullable StructType userSchema) {
    final String zone = options.get("timeZone");
    return new PartitionRules(
        isSet(session, "spark.sql.sources.partitionColumnTypeInference.enabled", true),
        isSet(session, "spark.sql.sources.validatePartitionColumns", true),
        isSet(session, "spark.sql.caseSensitive", false),
        isSet(session, "spark.sql.ansi.enabled", true),
        SparkTime.zone(zone == null ? session.get("spark.sql.session.timeZone") : zone),
        session.get("spark.sql.timestampType", "TIMESTAMP_LTZ").equalsIgnoreCase("TIMESTAMP_NTZ")
            ? DataTypes.TimestampNTZType
            : DataTypes.TimestampType,
        userSchema);
  }

  /** The same rules with another schema of the user's. */
  PartitionRules with(final StructType schema) {
    return new PartitionRules(
        infersTypes, validates, caseSensitive, ansi, zone, timestampType, schema);
  }

  private static boolean isSet(
      final RuntimeConfig session, final String key, final boolean otherwise) {
    return Boolean.parseBoolean(session.get(key, Boolean.toString(otherwise)));
  }

  /** The field of the user's schema that a column is, or null. */
  @Nullable StructField userField(final String column) {
    if (userSchema != null) {
      for (final StructField field : userSchema.fields()) {
        if (caseSensitive ? field.name().equals(column) : field.name().equalsIgnoreCase(column)) {
          return field;
        }
      }
    }
    return null;
  }
}
