package io.uring.connector.flink.reader;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;

/**
 * What of its rows a source is asked for.
 *
 * @param content whether files are opened and read
 * @param most rows after which a subtask opens no more files
 */
@Internal
public record WantedRows(boolean content, long most) implements Serializable {
  /** Every row with its content. */
  public static final WantedRows ALL = new WantedRows(true, Long.MAX_VALUE);
}
