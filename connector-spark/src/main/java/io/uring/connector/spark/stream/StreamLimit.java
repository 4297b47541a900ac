package io.uring.connector.spark.stream;

import org.apache.spark.sql.connector.read.streaming.CompositeReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadMaxBytes;
import org.apache.spark.sql.connector.read.streaming.ReadMaxFiles;
import org.apache.spark.sql.connector.read.streaming.ReadMaxRows;

/**
 * How much one batch may hold; one file at least, whatever its size.
 *
 * @param files the most files
 * @param bytes the most bytes
 */
record StreamLimit(long files, long bytes) {

  /** What a limit of Spark's is; one that asks for a least size limits nothing. */
  static StreamLimit of(final ReadLimit limit) {
    if (limit instanceof ReadMaxFiles most) {
      return new StreamLimit(most.maxFiles(), Long.MAX_VALUE);
    }
    if (limit instanceof ReadMaxRows most) {
      // A file is a row.
      return new StreamLimit(most.maxRows(), Long.MAX_VALUE);
    }
    if (limit instanceof ReadMaxBytes most) {
      return new StreamLimit(Long.MAX_VALUE, most.maxBytes());
    }
    StreamLimit least = new StreamLimit(Long.MAX_VALUE, Long.MAX_VALUE);
    if (limit instanceof CompositeReadLimit all) {
      for (final ReadLimit each : all.getReadLimits()) {
        final StreamLimit other = of(each);
        least =
            new StreamLimit(Math.min(least.files, other.files), Math.min(least.bytes, other.bytes));
      }
    }
    return least;
  }

  /** Whether a batch of so many files and bytes may have one more of this length. */
  boolean allows(final int batchFiles, final long batchBytes, final long length) {
    return batchFiles == 0 || (batchFiles < files && length <= bytes - batchBytes);
  }
}
