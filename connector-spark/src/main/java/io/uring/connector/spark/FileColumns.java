package io.uring.connector.spark;

import io.uring.connector.core.FailureMode;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.arrow.FailureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The columns that every file has: those of Spark's {@code binaryFile}, which are never null but,
 * as all that Spark reads from files, said to be nullable.
 */
final class FileColumns {
  static final String PATH = "path";
  static final String MODIFICATION_TIME = "modificationTime";
  static final String LENGTH = "length";
  static final String CONTENT = "content";
  static final String CHUNK_INDEX = "chunkIndex";
  static final String CHUNK_OFFSET = "chunkOffset";

  /** What stands before each absolute path. */
  static final String SCHEME = "file:";

  private static final StructField[] FIELDS = {
    DataTypes.createStructField(PATH, DataTypes.StringType, true),
    DataTypes.createStructField(MODIFICATION_TIME, DataTypes.TimestampType, true),
    DataTypes.createStructField(LENGTH, DataTypes.LongType, true),
    DataTypes.createStructField(CONTENT, DataTypes.BinaryType, true)
  };

  /** Those that rows of chunks have besides. */
  private static final StructField[] CHUNK_FIELDS = {
    DataTypes.createStructField(CHUNK_INDEX, DataTypes.IntegerType, false),
    DataTypes.createStructField(CHUNK_OFFSET, DataTypes.LongType, false)
  };

  static final String ERROR = "error";

  /** Why a row has no content; null where it has. */
  static final StructField ERROR_FIELD =
      DataTypes.createStructField(
          ERROR,
          new StructType(
              new StructField[] {
                DataTypes.createStructField(FailureVector.CLASS, DataTypes.StringType, true),
                DataTypes.createStructField(FailureVector.ERRNO, DataTypes.StringType, true),
                DataTypes.createStructField(FailureVector.OPERATION, DataTypes.StringType, true),
                DataTypes.createStructField(FailureVector.OFFSET, DataTypes.LongType, true),
                DataTypes.createStructField(FailureVector.MESSAGE, DataTypes.StringType, true)
              }),
          true);

  private FileColumns() {}

  /**
   * What {@code modificationTime} shows of a file: microseconds since 1970, cut to milliseconds.
   */
  static long modifiedMicros(final FileTable files, final int file) {
    return Math.floorDiv(files.modifiedNanos(file), 1_000_000L) * 1000L;
  }

  /**
   * The table's columns: those of the file and what options add to them, then of the partitions;
   * where both have a name, the partition's column stands in the file's place, as in Spark's own
   * sources. A schema of the user's chooses among them and orders them.
   */
  static StructType schema(
      final StructType partitions, final PartitionRules rules, final SparkOptions options) {
    final StructType user = rules.userSchema();
    final List<StructField> fields = new ArrayList<>();
    final StructField[] ours = ofFiles(options);
    if (user == null) {
      for (final StructField field : ours) {
        final StructField partition = find(partitions.fields(), field.name(), rules);
        fields.add(partition == null ? field : partition);
      }
    } else {
      for (final StructField field : user.fields()) {
        fields.add(resolve(field, ours, partitions, rules));
      }
    }
    for (final StructField partition : partitions.fields()) {
      if (!fields.contains(partition)) {
        fields.add(partition);
      }
    }
    return new StructType(fields.toArray(new StructField[0]));
  }

  private static StructField[] ofFiles(final SparkOptions options) {
    final List<StructField> fields = new ArrayList<>(Arrays.asList(FIELDS));
    if (options.isChunked()) {
      fields.addAll(Arrays.asList(CHUNK_FIELDS));
    }
    fields.addAll(Arrays.asList(options.decode().columns().fields()));
    if (options.reading().mode() == FailureMode.PERMISSIVE) {
      fields.add(ERROR_FIELD);
    }
    return fields.toArray(new StructField[0]);
  }

  private static StructField resolve(
      final StructField asked,
      final StructField[] ours,
      final StructType partitions,
      final PartitionRules rules) {
    final StructField partition = find(partitions.fields(), asked.name(), rules);
    if (partition != null) {
      return partition;
    }
    final StructField field = find(ours, asked.name(), rules);
    if (field != null && field.dataType().equals(asked.dataType())) {
      return field;
    }
    throw new IllegalArgumentException(
        "format uring has no column "
            + asked.name()
            + " "
            + asked.dataType().sql()
            + ": it has path STRING, modificationTime TIMESTAMP, length BIGINT, content BINARY,"
            + " with the option chunkSize also chunkIndex INT and chunkOffset BIGINT, with decode"
            + " those of pictures, with mode=PERMISSIVE error, and the partition columns "
            + partitions.toDDL());
  }

  private static @Nullable StructField find(
      final StructField[] fields, final String name, final PartitionRules rules) {
    for (final StructField field : fields) {
      if (rules.caseSensitive() ? field.name().equals(name) : field.name().equalsIgnoreCase(name)) {
        return field;
      }
    }
    return null;
  }
}
