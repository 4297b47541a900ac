package io.uring.connector.spark;

import io.uring.connector.core.list.NamedRanges;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table that say what to read.
 *
 * @param path number of the column of paths
 * @param offset number of the column of offsets, or {@link #NONE}
 * @param length number of the column of lengths, or {@link #NONE}
 * @param content name of the column that is added
 */
record ReferenceColumns(int path, int offset, int length, String content) implements Serializable {
  private static final int NONE = -1;

  static ReferenceColumns of(
      final StructType schema,
      final String pathColumn,
      final CaseInsensitiveStringMap options,
      final boolean caseSensitive) {
    final int path = find(schema, pathColumn, "pathColumn", caseSensitive);
    final DataType type = schema.fields()[path].dataType();
    if (!(type instanceof StringType)) {
      throw new IllegalArgumentException(
          "pathColumn must be a column of type STRING, and " + pathColumn + " is " + type.sql());
    }
    final String content = Objects.requireNonNullElse(options.get("contentColumn"), "content");
    if (!numbers(schema, content, caseSensitive).isEmpty()) {
      throw new IllegalArgumentException(
          "there is a column "
              + content
              + " already: drop it, or give the new one another name with option contentColumn");
    }
    return new ReferenceColumns(
        path,
        integral(schema, "offsetColumn", options, caseSensitive),
        integral(schema, "lengthColumn", options, caseSensitive),
        content);
  }

  /**
   * Adds what a row wants read.
   *
   * @return its number among the ranges, or {@link #NONE} where its path is null
   */
  int add(final Row row, final NamedRanges ranges) {
    if (row.isNullAt(path)) {
      return NONE;
    }
    return ranges.add(
        row.getString(path).getBytes(StandardCharsets.UTF_8),
        number(row, offset, 0),
        number(row, length, NamedRanges.REST));
  }

  private static long number(final Row row, final int column, final long otherwise) {
    if (column == NONE || row.isNullAt(column)) {
      return otherwise;
    }
    final long number = ((Number) row.get(column)).longValue();
    // Below 0 a length could be taken for none.
    return number < 0 ? Long.MIN_VALUE : number;
  }

  private static int integral(
      final StructType schema,
      final String option,
      final CaseInsensitiveStringMap options,
      final boolean caseSensitive) {
    final @Nullable String name = options.get(option);
    if (name == null) {
      return NONE;
    }
    final int column = find(schema, name, "option " + option, caseSensitive);
    final DataType type = schema.fields()[column].dataType();
    if (type instanceof LongType
        || type instanceof IntegerType
        || type instanceof ShortType
        || type instanceof ByteType) {
      return column;
    }
    throw new IllegalArgumentException(
        "option "
            + option
            + " must name an integral column such as BIGINT, and "
            + name
            + " is "
            + type.sql());
  }

  private static int find(
      final StructType schema, final String name, final String what, final boolean caseSensitive) {
    final List<Integer> found = numbers(schema, name, caseSensitive);
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          what
              + " must name one column, and "
              + (found.isEmpty() ? "there is no " : "there are several called ")
              + name
              + " among "
              + String.join(", ", schema.fieldNames()));
    }
    return found.get(0);
  }

  private static List<Integer> numbers(
      final StructType schema, final String name, final boolean caseSensitive) {
    final String[] names = schema.fieldNames();
    final List<Integer> found = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      if (caseSensitive ? names[i].equals(name) : names[i].equalsIgnoreCase(name)) {
        found.add(i);
      }
    }
    return found;
  }
}
