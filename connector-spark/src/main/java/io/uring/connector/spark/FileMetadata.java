package io.uring.connector.spark;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The column {@code _metadata} that all of Spark's file sources have beside those that {@code
 * SELECT *} shows. Paths and names are encoded as in a URL, unlike {@code path}.
 */
final class FileMetadata implements MetadataColumn {
  static final String NAME = "_metadata";

  private static final String PATH = "file_path";
  private static final String FILE_NAME = "file_name";
  private static final String SIZE = "file_size";
  private static final String BLOCK_START = "file_block_start";
  private static final String BLOCK_LENGTH = "file_block_length";
  private static final String MODIFICATION_TIME = "file_modification_time";

  static final StructType TYPE =
      new StructType(
          new StructField[] {
            DataTypes.createStructField(PATH, DataTypes.StringType, false),
            DataTypes.createStructField(FILE_NAME, DataTypes.StringType, false),
            DataTypes.createStructField(SIZE, DataTypes.LongType, false),
            DataTypes.createStructField(BLOCK_START, DataTypes.LongType, false),
            DataTypes.createStructField(BLOCK_LENGTH, DataTypes.LongType, false),
            DataTypes.createStructField(MODIFICATION_TIME, DataTypes.TimestampType, false)
          });

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public DataType dataType() {
    return TYPE;
  }

  @Override
  public boolean isNullable() {
    return false;
  }

  @Override
  public String comment() {
    return "the file of a row, and which part of it the row is";
  }

  /** A field's value for a request, as Spark keeps it inside. */
  static Object value(final String field, final RequestList requests, final int request) {
    final FileTable files = requests.files();
    final int file = requests.file(request);
    return switch (field) {
      case PATH -> UTF8String.fromString(encodedPath(files, file));
      case FILE_NAME -> {
        final String path = encodedPath(files, file);
        yield UTF8String.fromString(path.substring(path.lastIndexOf('/') + 1));
      }
      case SIZE -> files.length(file);
      case BLOCK_START -> requests.offset(request);
      case BLOCK_LENGTH -> requests.extent(request);
      case MODIFICATION_TIME -> FileColumns.modifiedMicros(files, file);
      default -> throw new IllegalArgumentException(NAME + " has no field " + field);
    };
  }

  /** Hadoop's encoding, whatever it is: that is what {@code binaryFile} shows. */
  static String encodedPath(final FileTable files, final int file) {
    return new Path(FileColumns.SCHEME + files.path(file)).toUri().toString();
  }
}
