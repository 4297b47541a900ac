package io.uring.connector.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The option {@code decode}: the columns that tables of pictures have besides those of files. */
enum Decode {
  /** No more columns. */
  NONE,

  /** What pictures say of themselves before their pixels. */
  HEADER(
      field(Decode.FORMAT, DataTypes.StringType),
      field(Decode.WIDTH, DataTypes.IntegerType),
      field(Decode.HEIGHT, DataTypes.IntegerType),
      field(Decode.ORIENTATION, DataTypes.IntegerType)),

  /** The pixels, in the struct of Spark's {@code image} source. */
  IMAGE(
      field(
          Decode.IMAGE_COLUMN,
          new StructType(
              new StructField[] {
                field(Decode.ORIGIN, DataTypes.StringType),
                field(Decode.HEIGHT, DataTypes.IntegerType),
                field(Decode.WIDTH, DataTypes.IntegerType),
                field(Decode.CHANNELS, DataTypes.IntegerType),
                field(Decode.MODE, DataTypes.IntegerType),
                field(Decode.DATA, DataTypes.BinaryType)
              })));

  static final String FORMAT = "format";
  static final String WIDTH = "width";
  static final String HEIGHT = "height";
  static final String ORIENTATION = "orientation";
  static final String IMAGE_COLUMN = "image";
  static final String ORIGIN = "origin";
  static final String CHANNELS = "nChannels";
  static final String MODE = "mode";
  static final String DATA = "data";

  @SuppressWarnings("ImmutableEnumChecker") // nothing changes a schema
  private final StructType columns;

  Decode(final StructField... columns) {
    this.columns = new StructType(columns);
  }

  static Decode parse(final @Nullable String text) {
    return switch (text == null ? "none" : text.trim().toLowerCase(Locale.ROOT)) {
      case "none" -> NONE;
      case "header" -> HEADER;
      case "image" -> IMAGE;
      default ->
          throw new IllegalArgumentException(
              "option decode must be none, header or image, not " + text);
    };
  }

  /** The columns, all nullable. */
  StructType columns() {
    return columns;
  }

  /**
   * Whether a query needs one of the columns, or what went wrong with them. One of the partitions
   * may have taken its place.
   */
  boolean isAsked(final StructType required, final StructType partitionSchema) {
    final List<String> partitions = List.of(partitionSchema.fieldNames());
    final List<String> ours = List.of(columns.fieldNames());
    return Arrays.stream(required.fieldNames())
        .anyMatch(
            name ->
                (ours.contains(name) || (this != NONE && name.equals(FileColumns.ERROR)))
                    && !partitions.contains(name));
  }

  private static StructField field(final String name, final DataType type) {
    return DataTypes.createStructField(name, type, true);
  }
}
