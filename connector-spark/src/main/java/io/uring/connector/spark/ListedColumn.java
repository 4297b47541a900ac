package io.uring.connector.spark;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.GeneralScalarExpression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * A part of an expression that the listing gives a value for each of its rows, without opening a
 * file.
 *
 * @param type its type
 * @param values its values
 */
record ListedColumn(DataType type, Values values) {
  /** The value of each row of the listing, as Spark keeps it inside. */
  interface Values {
    @Nullable Object of(int row);
  }

  /** What an expression of Spark's is, or null where the listing cannot say. */
  static @Nullable ListedColumn of(final Expression expression, final ListedFiles listed) {
    if (expression instanceof Literal<?> literal) {
      final Object value = literal.value();
      return new ListedColumn(literal.dataType(), row -> value);
    }
    if (expression instanceof NamedReference reference) {
      final String[] names = reference.fieldNames();
      return switch (names.length) {
        case 1 -> named(names[0], listed);
        case 2 -> names[0].equals(FileMetadata.NAME) ? metadata(names[1], listed) : null;
        default -> null;
      };
    }
    if (expression instanceof GeneralScalarExpression function
        && function.name().equals("CHAR_LENGTH")) {
      final ListedColumn text = of(function.children()[0], listed);
      return text == null || !text.isText() ? null : text.characters();
    }
    return null;
  }

  /** Whether this is text without a collation. */
  boolean isText() {
    return type.equals(DataTypes.StringType);
  }

  private static @Nullable ListedColumn named(final String name, final ListedFiles listed) {
    final StructType partitions = listed.partitionSchema();
    for (int column = 0; column < partitions.size(); column++) {
      if (partitions.fields()[column].name().equals(name)) {
        return partition(column, partitions.fields()[column].dataType(), listed);
      }
    }
    final RequestList requests = listed.requests();
    final FileTable files = requests.files();
    return switch (name) {
      case FileColumns.PATH ->
          new ListedColumn(
              DataTypes.StringType,
              row -> UTF8String.fromString(FileColumns.SCHEME + files.path(requests.file(row))));
      case FileColumns.CHUNK_INDEX -> new ListedColumn(DataTypes.IntegerType, requests::chunk);
      case FileColumns.CHUNK_OFFSET -> new ListedColumn(DataTypes.LongType, requests::offset);
      case FileColumns.LENGTH -> new ListedColumn(DataTypes.LongType, requests::uncutLength);
      case FileColumns.MODIFICATION_TIME ->
          new ListedColumn(
              DataTypes.TimestampType,
              row -> FileColumns.modifiedMicros(files, requests.file(row)));
      default -> null;
    };
  }

  private static @Nullable ListedColumn metadata(final String field, final ListedFiles listed) {
    for (final StructField known : FileMetadata.TYPE.fields()) {
      if (known.name().equals(field)) {
        final RequestList requests = listed.requests();
        return new ListedColumn(known.dataType(), row -> FileMetadata.value(field, requests, row));
      }
    }
    return null;
  }

  private static ListedColumn partition(
      final int column, final DataType type, final ListedFiles listed) {
    final RequestList requests = listed.requests();
    return new ListedColumn(
        type,
        row -> listed.partitionValues(requests.files().directory(requests.file(row)))[column]);
  }

  private ListedColumn characters() {
    return new ListedColumn(
        DataTypes.IntegerType,
        row -> values.of(row) instanceof UTF8String text ? text.numChars() : null);
  }
}
