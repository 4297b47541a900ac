package io.uring.connector.spark;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.image.PictureHeader;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.types.StructType;

/** How much of each file a query needs. */
enum Opens {
  /** What the listing knows is enough. */
  NONE,
  /** The first bytes, and more only of pictures whose header is longer. */
  HEADS,
  /** All of it. */
  ALL;

  static Opens of(
      final StructType required, final StructType partitionSchema, final Decode decode) {
    if (isAsked(FileColumns.CONTENT, required, partitionSchema)) {
      return ALL;
    }
    if (decode.isAsked(required, partitionSchema)) {
      return decode == Decode.IMAGE ? ALL : HEADS;
    }
    // Only a file that was read whole is known to have no error.
    return isAsked(FileColumns.ERROR, required, partitionSchema) ? ALL : NONE;
  }

  private static boolean isAsked(
      final String column, final StructType required, final StructType partitionSchema) {
    return List.of(required.fieldNames()).contains(column)
        && !List.of(partitionSchema.fieldNames()).contains(column);
  }

  /** The most bytes of each file that are planned to be read. */
  long mostBytes(final ReadOptions reading) {
    return this == HEADS
        ? Math.min(reading.headBytes(), PictureHeader.HEAD_BYTES)
        : reading.headBytes();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
