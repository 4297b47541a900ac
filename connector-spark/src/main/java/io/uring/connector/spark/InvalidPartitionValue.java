package io.uring.connector.spark;

import java.util.Map;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.types.DataType;

/** A folder's name holds a value that its column's type has no place for. */
final class InvalidPartitionValue extends IllegalArgumentException implements SparkThrowable {
  private static final long serialVersionUID = 1L;

  private final String value;
  private final String type;
  private final String column;

  InvalidPartitionValue(
      final String value, final DataType type, final String column, final RuntimeException cause) {
    super(
        "[INVALID_PARTITION_VALUE] partition value does not fit its column: value="
            + value
            + ", type="
            + type.sql()
            + ", column="
            + column
            + " (give the column another type in the schema, or set"
            + " spark.sql.sources.validatePartitionColumns=false to read null)",
        cause);
    this.value = value;
    this.type = type.sql();
    this.column = column;
  }

  @Override
  public String getCondition() {
    return "INVALID_PARTITION_VALUE";
  }

  @Override
  public String getSqlState() {
    return "42846";
  }

  @Override
  public Map<String, String> getMessageParameters() {
    return Map.of("value", value, "dataType", type, "columnName", column);
  }
}
