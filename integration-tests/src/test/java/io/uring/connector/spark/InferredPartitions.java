package io.uring.connector.spark;

import io.uring.connector.core.list.Listing;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * Shows the connector's package-private partition columns to tests, with values as a user sees
 * them.
 */
public final class InferredPartitions {
  private final PartitionColumns columns;

  /** Infers, as the connector does for a read with these options. */
  public InferredPartitions(
      final SparkSession spark,
      final Listing listing,
      final Map<String, String> options,
      final @Nullable StructType userSchema) {
    columns =
        PartitionColumns.infer(
            listing,
            PartitionRules.of(spark.conf(), new CaseInsensitiveStringMap(options), userSchema));
  }

  /** The inferred schema. */
  public StructType schema() {
    return columns.schema();
  }

  /** The values of a partition as Spark's rows hold them with its Java 8 time API. */
  public List<@Nullable Object> values(final int partition) {
    final List<@Nullable Object> external = new ArrayList<>();
    for (int i = 0; i < columns.schema().size(); i++) {
      external.add(external(columns.values(partition)[i], columns.schema().apply(i).dataType()));
    }
    return external;
  }

  private static @Nullable Object external(final @Nullable Object value, final DataType type) {
    if (value == null) {
      return null;
    }
    return switch (type.typeName()) {
      case "string" -> value.toString();
      case "date" -> LocalDate.ofEpochDay((Integer) value);
      case "timestamp" -> Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS);
      case "timestamp_ntz" ->
          LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC).plus((Long) value, ChronoUnit.MICROS);
      default -> {
        if (type.typeName().startsWith("time(")) {
          yield LocalTime.ofNanoOfDay((Long) value);
        }
        yield value instanceof Decimal decimal ? decimal.toJavaBigDecimal() : value;
      }
    };
  }
}
