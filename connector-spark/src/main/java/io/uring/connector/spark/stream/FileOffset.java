package io.uring.connector.spark.stream;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.connector.read.streaming.Offset;

/** How far a stream has come: the number of the last batch in its log, from 1 on; 0 for none. */
final class FileOffset extends Offset {
  private static final Pattern JSON = Pattern.compile("\\{\\s*\"batch\"\\s*:\\s*(\\d{1,18})\\s*}");

  private final long batch;

  FileOffset(final long batch) {
    this.batch = batch;
  }

  /**
   * Reads what {@link #json} has written.
   *
   * @throws IllegalArgumentException if another source has written it
   */
  static FileOffset parse(final String json) {
    final Matcher matcher = JSON.matcher(json.trim());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "the checkpoint holds offsets of another source than format uring: "
              + json
              + "; give the query a checkpointLocation of its own");
    }
    return new FileOffset(Long.parseLong(matcher.group(1)));
  }

  /** The number of a batch, whichever form Spark keeps the offset in. */
  static long batch(final Offset offset) {
    return offset instanceof FileOffset own ? own.batch : parse(offset.json()).batch;
  }

  @Override
  public String json() {
    return "{\"batch\":" + batch + "}";
  }
}
