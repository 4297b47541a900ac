package io.uring.connector.flink.table;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRow;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

/**
 * Makes rows of SQL: a new one of each file, with one copy of its bytes.
 *
 * @param columns what a row has
 * @param type of the rows
 */
record RowDeserializer(List<RowColumn> columns, TypeInformation<RowData> type)
    implements FileDeserializer<RowData> {

  @Override
  public RowData deserialize(final FileRow row) {
    final GenericRowData made = new GenericRowData(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      made.setField(i, columns.get(i).value(row));
    }
    return made;
  }

  @Override
  public TypeInformation<RowData> getProducedType() {
    return type;
  }
}
