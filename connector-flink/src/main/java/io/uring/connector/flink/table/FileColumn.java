package io.uring.connector.flink.table;

import static org.apache.flink.table.api.DataTypes.BIGINT;
import static org.apache.flink.table.api.DataTypes.BYTES;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.apache.flink.table.api.DataTypes.TIMESTAMP_LTZ;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.RequestList;
import io.uring.connector.flink.FileRow;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.jspecify.annotations.Nullable;

/** What every file has. Metadata keys and types are those of Flink's {@code filesystem}. */
enum FileColumn implements RowColumn {
  CONTENT("content", null),
  PATH("path", "file.path"),
  NAME(null, "file.name"),
  SIZE("length", "file.size"),
  MODIFICATION_TIME("modification_time", "file.modification-time"),
  OFFSET(null, "file.offset"),
  ERROR(null, "file.error");

  /** As {@code filesystem} has it in paths of local files. */
  private static final String SCHEME = "file:";

  private static final long NANOS_OF_MILLI = 1_000_000L;

  private final @Nullable String physical;
  private final @Nullable String metadata;

  FileColumn(final @Nullable String physical, final @Nullable String metadata) {
    this.physical = physical;
    this.metadata = metadata;
  }

  /** The keys of metadata columns and their types. */
  static Map<String, DataType> metadata() {
    final Map<String, DataType> all = new LinkedHashMap<>();
    for (final FileColumn column : values()) {
      if (column.metadata != null) {
        all.put(column.metadata, column.type());
      }
    }
    return all;
  }

  /** The column of a metadata key that the planner has chosen of those. */
  static FileColumn ofMetadata(final String key) {
    for (final FileColumn column : values()) {
      if (key.equals(column.metadata)) {
        return column;
      }
    }
    throw new IllegalArgumentException("metadata key=" + key + " is not known");
  }

  /** The column that a table declares by its name. */
  static FileColumn ofPhysical(final String name, final LogicalType declared) {
    for (final FileColumn column : values()) {
      if (name.equals(column.physical)) {
        if (!declared.copy(true).equals(column.type().getLogicalType().copy(true))) {
          throw new ValidationException(
              "column " + name + " must be " + column.sqlType() + ", not " + declared);
        }
        return column;
      }
    }
    throw new ValidationException(
        "column "
            + name
            + " is nothing that a file has. Columns are "
            + Arrays.stream(values())
                .filter(column -> column.physical != null)
                .map(column -> column.physical + " " + column.sqlType())
                .collect(Collectors.joining(", "))
            + " and those in PARTITIONED BY, for folders called "
            + name
            + "=…; any name can be given to metadata: "
            + name
            + " STRING METADATA FROM 'file.path' VIRTUAL");
  }

  private DataType type() {
    return switch (this) {
      case CONTENT -> BYTES();
      case PATH, NAME -> STRING().notNull();
      case SIZE, OFFSET -> BIGINT().notNull();
      case MODIFICATION_TIME -> TIMESTAMP_LTZ(3).notNull();
      case ERROR -> STRING();
    };
  }

  private String sqlType() {
    return this == CONTENT ? "BYTES" : type().nullable().toString();
  }

  @Override
  public boolean isListed() {
    return this != CONTENT && this != ERROR;
  }

  @Override
  public @Nullable Object value(final FileRow row) {
    final ReadFailure failure = isListed() ? null : row.failure();
    return switch (this) {
      case CONTENT -> failure == null ? row.bytes() : null;
      case ERROR -> failure == null ? null : StringData.fromString(failure.message());
      default -> value(row.batch().requests(), row.request());
    };
  }

  @Override
  public Object value(final RequestList requests, final int request) {
    final FileTable files = requests.files();
    final int file = requests.file(request);
    return switch (this) {
      case PATH -> StringData.fromString(SCHEME + files.path(file));
      case NAME -> {
        final String path = files.path(file);
        yield StringData.fromString(path.substring(path.lastIndexOf('/') + 1));
      }
      case SIZE -> files.length(file);
      case MODIFICATION_TIME ->
          TimestampData.fromEpochMillis(Math.floorDiv(files.modifiedNanos(file), NANOS_OF_MILLI));
      case OFFSET -> requests.offset(request);
      case CONTENT, ERROR -> throw new IllegalStateException(this + " is known when it was read");
    };
  }
}
