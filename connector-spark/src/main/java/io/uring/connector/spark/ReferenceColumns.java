package io.uring.connector.spark;

import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.list.NamedRanges;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
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
 * @param decode what is made of pictures, in columns behind it
 * @param hasError whether a column behind these says why there is no content
 */
record ReferenceColumns(
    int path, int offset, int length, String content, Decode decode, boolean hasError)
    implements Serializable {
  private static final int NONE = -1;

  static ReferenceColumns of(
      final StructType schema,
      final String pathColumn,
      final CaseInsensitiveStringMap options,
      final Decode decode,
      final boolean hasError,
      final boolean caseSensitive) {
    final int path = find(schema, pathColumn, "pathColumn", caseSensitive);
    final DataType type = schema.fields()[path].dataType();
    if (!(type instanceof StringType)) {
      throw new IllegalArgumentException(
          "pathColumn must be a column of type STRING, and " + pathColumn + " is " + type.sql());
    }
    final String content = Objects.requireNonNullElse(options.get("contentColumn"), "content");
    final ReferenceColumns columns =
        new ReferenceColumns(
            path,
            integral(schema, "offsetColumn", options, caseSensitive),
            integral(schema, "lengthColumn", options, caseSensitive),
            content,
            decode,
            hasError);
    StructType before = schema;
    for (final StructField added : columns.added()) {
      if (!numbers(before, added.name(), caseSensitive).isEmpty()) {
        throw new IllegalArgumentException(
            "there is a column "
                + added.name()
                + " already: drop it, or give "
                + (added.name().equals(content)
                    ? "the new one another name with option contentColumn"
                    : "it another name"));
      }
      before = before.add(added);
    }
    return columns;
  }

  /** The columns of a table, and what is added to them. */
  StructType addedTo(final StructType before) {
    StructType after = before;
    for (final StructField added : added()) {
      after = after.add(added);
    }
    return after;
  }

  private List<StructField> added() {
    final List<StructField> added = new ArrayList<>();
    added.add(DataTypes.createStructField(content, DataTypes.BinaryType, true));
    added.addAll(Arrays.asList(decode.columns().fields()));
    if (hasError) {
      added.add(FileColumns.ERROR_FIELD);
    }
    return added;
  }

  /** A row with what is added to it. */
  Row row(final Row before, final ReferenceContent content) {
    final List<@Nullable Object> values = new ArrayList<>(before.size() + 2);
    for (int i = 0; i < before.size(); i++) {
      values.add(before.get(i));
    }
    content.addTo(values, decode, hasError);
    return RowFactory.create(values.toArray());
  }

  /** Why a row that asks for what cannot be has no content. */
  ReadFailure refused(final Row row, final IllegalArgumentException why) {
    return new ReadFailure(
        Kind.OTHER,
        "open",
        Errno.EINVAL,
        row.getString(path),
        number(row, offset),
        number(row, length),
        String.valueOf(why.getMessage()));
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
    final long from = number(row, offset);
    final long count = number(row, length);
    if (from < 0 || count < 0) {
      // Here, since below 0 a length could be taken for none.
      throw new IllegalArgumentException(
          "offset and length must not be below 0: file="
              + row.getString(path)
              + ", offset="
              + from
              + ", length="
              + count);
    }
    return ranges.add(
        row.getString(path).getBytes(StandardCharsets.UTF_8),
        from,
        isGiven(row, length) ? count : NamedRanges.REST);
  }

  private static long number(final Row row, final int column) {
    return isGiven(row, column) ? ((Number) row.get(column)).longValue() : 0;
  }

  private static boolean isGiven(final Row row, final int column) {
    return column != NONE && !row.isNullAt(column);
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
