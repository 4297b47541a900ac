package io.uring.connector.flink.table;

import io.uring.connector.core.FailureMode;
import io.uring.connector.core.RequestList;
import io.uring.connector.flink.UringSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/** A table as it was declared, checked; what a query asks for comes on top. For one thread. */
final class FileTableDefinition {
  private final DeclaredOptions options;
  private final DataType type;
  private final List<RowColumn> columns;
  private final List<PartitionColumn> keys;
  private @Nullable RequestList found;

  private FileTableDefinition(
      final DeclaredOptions options,
      final DataType type,
      final List<RowColumn> columns,
      final List<PartitionColumn> keys) {
    this.options = options;
    this.type = type;
    this.columns = columns;
    this.keys = keys;
  }

  /**
   * Checks a declaration.
   *
   * @throws ValidationException if something must be changed
   */
  static FileTableDefinition of(
      final DeclaredOptions options, final DataType type, final List<String> partitionKeys) {
    final List<RowColumn> columns = new ArrayList<>();
    final List<PartitionColumn> keys = new ArrayList<>();
    for (final RowType.RowField field : fields(type)) {
      if (partitionKeys.contains(field.getName())) {
        final PartitionColumn key = new PartitionColumn(field.getName(), field.getType());
        columns.add(key);
        keys.add(key);
      } else {
        columns.add(FileColumn.ofPhysical(field.getName(), field.getType()));
      }
    }
    final FileTableDefinition made = new FileTableDefinition(options, type, columns, keys);
    made.files();
    final int content = columns.indexOf(FileColumn.CONTENT);
    if (content >= 0
        && options.mode() == FailureMode.PERMISSIVE
        && !fields(type).get(content).getType().isNullable()) {
      throw new ValidationException(
          "option mode=PERMISSIVE keeps files that cannot be read, without content: make the column"
              + " content BYTES in place of BYTES NOT NULL, or choose another mode");
    }
    return made;
  }

  DeclaredOptions options() {
    return options;
  }

  DataType type() {
    return type;
  }

  /** All columns but metadata. */
  List<RowColumn> columns() {
    return columns;
  }

  List<PartitionColumn> keys() {
    return keys;
  }

  /** Columns by name that conditions can be about. Only of these names are sure: not metadata's. */
  Map<String, ComparedValue> compared() {
    final Map<String, ComparedValue> compared = new HashMap<>();
    final List<RowType.RowField> fields = fields(type);
    for (int i = 0; i < columns.size(); i++) {
      final ComparedValue.Kind kind = ComparedValue.Kind.of(fields.get(i).getType());
      if (columns.get(i).isListed() && kind != null) {
        compared.put(fields.get(i).getName(), new ComparedValue(kind, columns.get(i), null));
      }
    }
    return compared;
  }

  /** The files that are there now, listed once for all questions of a query. */
  RequestList found() throws IOException {
    if (found == null) {
      found = files().find();
    }
    return found;
  }

  /** For who only asks for the files. */
  private UringSource<RowData> files() {
    return options.source(
        new RowDeserializer(List.of(), TypeInformation.of(RowData.class)),
        all -> all,
        Long.MAX_VALUE);
  }

  private static List<RowType.RowField> fields(final DataType type) {
    return ((RowType) type.getLogicalType()).getFields();
  }
}
