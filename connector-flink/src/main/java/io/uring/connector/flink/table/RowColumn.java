package io.uring.connector.flink.table;

import io.uring.connector.core.RequestList;
import io.uring.connector.flink.FileRow;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A column of a table. For one thread. */
interface RowColumn extends Serializable {
  /** Whether the listing has the values, so that no file is opened for them. */
  boolean isListed();

  /** The value of a row, as Flink keeps it inside. */
  @Nullable Object value(FileRow row);

  /** The same of a listed column, without the row. */
  @Nullable Object value(RequestList requests, int request);
}
