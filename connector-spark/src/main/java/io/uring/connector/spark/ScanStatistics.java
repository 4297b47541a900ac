package io.uring.connector.spark;

import io.uring.connector.core.RequestList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What the optimizer is told of a scan: not estimated, but counted from the listing.
 *
 * @param rows how many rows it has
 * @param bytes what their values take
 */
record ScanStatistics(long rows, long bytes) implements Statistics {
  /** Of a stream, whose next batch nobody has chosen: Spark assumes a lot. */
  static final Statistics UNKNOWN =
      new Statistics() {
        @Override
        public OptionalLong sizeInBytes() {
          return OptionalLong.empty();
        }

        @Override
        public OptionalLong numRows() {
          return OptionalLong.empty();
        }
      };

  /** The one thing that is estimated: decoded JPEGs are about so many times as large. */
  private static final long PIXELS_OF_A_BYTE = 10;

  /**
   * Counts.
   *
   * @param requests what is read; its lengths are those of the content
   * @param required the columns of the scan
   * @param partitions those that come from folders' names
   */
  static ScanStatistics of(
      final RequestList requests, final StructType required, final StructType partitions) {
    long bytes = 0;
    for (final StructField field : required.fields()) {
      final boolean ofFile = !List.of(partitions.fieldNames()).contains(field.name());
      if (ofFile && field.name().equals(FileColumns.CONTENT)) {
        bytes += requests.totalLength();
      } else if (ofFile && field.name().equals(Decode.IMAGE_COLUMN)) {
        bytes += PIXELS_OF_A_BYTE * requests.totalLength();
      } else if (ofFile && field.name().equals(FileColumns.PATH)) {
        bytes += pathBytes(requests);
      } else {
        bytes += (long) requests.size() * field.dataType().defaultSize();
      }
    }
    return new ScanStatistics(requests.size(), bytes);
  }

  private static long pathBytes(final RequestList requests) {
    long bytes = (long) requests.size() * FileColumns.SCHEME.length();
    for (int i = 0; i < requests.size(); i++) {
      bytes += requests.files().pathLength(requests.file(i));
    }
    return bytes;
  }

  @Override
  public OptionalLong sizeInBytes() {
    return OptionalLong.of(bytes);
  }

  @Override
  public OptionalLong numRows() {
    return OptionalLong.of(rows);
  }
}
