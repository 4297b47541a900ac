package io.uring.connector.flink.table;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.list.Listing;
import io.uring.connector.flink.FileRow;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Locale;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.jspecify.annotations.Nullable;

/** What stands in the names of folders, {@code name=value}, as a value of the declared type. */
final class PartitionColumn implements RowColumn {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final LogicalType type;

  // Files come folder by folder.
  private transient @Nullable FileTable lastFiles;
  private transient int lastDirectory;
  private transient @Nullable Object lastValue;

  PartitionColumn(final String name, final LogicalType type) {
    this.name = name;
    this.type = type;
    switch (type.getTypeRoot()) {
      case VARCHAR,
          BOOLEAN,
          TINYINT,
          SMALLINT,
          INTEGER,
          BIGINT,
          FLOAT,
          DOUBLE,
          DATE,
          TIMESTAMP_WITHOUT_TIME_ZONE -> {}
      default ->
          throw new ValidationException(
              "partition column "
                  + name
                  + " cannot be "
                  + type
                  + ": make it STRING, BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DATE"
                  + " or TIMESTAMP");
    }
  }

  String name() {
    return name;
  }

  /** The text of a file's value, or null for {@code __HIVE_DEFAULT_PARTITION__}. */
  @Nullable String text(final FileTable files, final int directory) {
    final String path = files.directoryPath(directory);
    final String start = "/" + name + "=";
    final int at = path.lastIndexOf(start);
    if (at < 0) {
      throw new ValidationException(
          "partition column "
              + name
              + " has no value in "
              + path
              + ": folders must be called "
              + name
              + "=…, or leave the column out of PARTITIONED BY");
    }
    final int from = at + start.length();
    final int end = path.indexOf('/', from);
    return Listing.partitionText(path.substring(from, end < 0 ? path.length() : end));
  }

  @Override
  public boolean isListed() {
    return true;
  }

  @Override
  public @Nullable Object value(final FileRow row) {
    return value(row.batch().requests(), row.request());
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the same table, not an equal one
  public @Nullable Object value(final RequestList requests, final int request) {
    final FileTable files = requests.files();
    final int directory = files.directory(requests.file(request));
    if (files != lastFiles || directory != lastDirectory) {
      final String text = text(files, directory);
      lastValue = text == null ? null : parse(text, files.directoryPath(directory));
      lastFiles = files;
      lastDirectory = directory;
    }
    return lastValue;
  }

  private Object parse(final String text, final String folder) {
    try {
      return switch (type.getTypeRoot()) {
        case VARCHAR -> StringData.fromString(text);
        case BOOLEAN -> parseBoolean(text);
        case TINYINT -> Byte.valueOf(text);
        case SMALLINT -> Short.valueOf(text);
        case INTEGER -> Integer.valueOf(text);
        case BIGINT -> Long.valueOf(text);
        case FLOAT -> Float.valueOf(text);
        case DOUBLE -> Double.valueOf(text);
        case DATE -> Math.toIntExact(LocalDate.parse(text).toEpochDay());
        default -> TimestampData.fromLocalDateTime(LocalDateTime.parse(text.replace(' ', 'T')));
      };
    } catch (final IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new ValidationException(
          "partition value "
              + text
              + " is no "
              + type.asSummaryString()
              + ": declare column "
              + name
              + " as STRING, or rename the folder "
              + folder,
          e);
    }
  }

  private static boolean parseBoolean(final String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }
}
