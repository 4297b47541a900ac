package io.uring.connector.flink.table;

import io.uring.connector.core.RequestList;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.types.logical.LogicalType;
import org.jspecify.annotations.Nullable;

/**
 * A side of a comparison that needs no file to be opened.
 *
 * @param kind what it can be compared with
 * @param column gives the value of each file, or null for a literal
 * @param literal the value of all files
 */
record ComparedValue(Kind kind, @Nullable RowColumn column, @Nullable Serializable literal)
    implements Serializable {
  /** What compares with its like. */
  enum Kind {
    TEXT,
    NUMBER,
    TIME,
    BOOLEAN;

    /** The kind of a type, or null for those that are left to Flink. */
    static @Nullable Kind of(final LogicalType type) {
      return switch (type.getTypeRoot()) {
        case VARCHAR -> TEXT;
        case TINYINT, SMALLINT, INTEGER, BIGINT -> NUMBER;
        case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> TIME;
        case BOOLEAN -> BOOLEAN;
        default -> null;
      };
    }

    /** Negative, zero or positive, as Flink orders them. */
    int compare(final Object one, final Object other) {
      return switch (this) {
        // By the bytes of UTF-8, which is not the order of Java's characters.
        case TEXT ->
            StringData.fromString((String) one).compareTo(StringData.fromString((String) other));
        case NUMBER -> Long.compare((Long) one, (Long) other);
        case TIME -> ((Instant) one).compareTo((Instant) other);
        case BOOLEAN -> Boolean.compare((Boolean) one, (Boolean) other);
      };
    }
  }

  /** What an expression is, or null where the listing cannot say. */
  static @Nullable ComparedValue of(
      final ResolvedExpression expression, final Map<String, ComparedValue> columns) {
    if (expression instanceof FieldReferenceExpression field) {
      return columns.get(field.getName());
    }
    if (!(expression instanceof ValueLiteralExpression literal) || literal.isNull()) {
      return null;
    }
    final LogicalType type = literal.getOutputDataType().getLogicalType();
    return switch (type.getTypeRoot()) {
      // A literal is CHAR, and is not padded when it is compared.
      case CHAR, VARCHAR -> of(Kind.TEXT, literal.getValueAs(String.class).orElse(null));
      case TINYINT, SMALLINT, INTEGER, BIGINT ->
          of(
              Kind.NUMBER,
              literal.getValueAs(BigDecimal.class).map(BigDecimal::longValueExact).orElse(null));
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
          of(Kind.TIME, literal.getValueAs(Instant.class).orElse(null));
      case BOOLEAN -> of(Kind.BOOLEAN, literal.getValueAs(Boolean.class).orElse(null));
      default -> null;
    };
  }

  private static @Nullable ComparedValue of(final Kind kind, final @Nullable Serializable value) {
    return value == null ? null : new ComparedValue(kind, null, value);
  }

  @Nullable Object of(final RequestList found, final int request) {
    if (column == null) {
      return literal;
    }
    final Object value = column.value(found, request);
    if (value instanceof StringData text) {
      return text.toString();
    }
    if (value instanceof TimestampData time) {
      return time.toInstant();
    }
    return value instanceof Number number ? (Object) number.longValue() : value;
  }
}
