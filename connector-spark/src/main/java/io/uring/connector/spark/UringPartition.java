package io.uring.connector.spark;

import io.uring.connector.core.RequestList;
import org.apache.spark.sql.connector.read.InputPartition;
import org.jspecify.annotations.Nullable;

/** A split on its way to a task. */
final class UringPartition implements InputPartition {
  private static final long serialVersionUID = 1L;

  private final int number;
  private final RequestList requests;

  @SuppressWarnings("serial") // numbers, UTF8String and their like: all of them serializable
  private final @Nullable Object[][] partitionValues;

  UringPartition(
      final int number, final RequestList requests, final @Nullable Object[][] partitionValues) {
    this.number = number;
    this.requests = requests;
    this.partitionValues = partitionValues;
  }

  /** Which of the scan's splits it is. */
  int number() {
    return number;
  }

  /** What to read. */
  RequestList requests() {
    return requests;
  }

  /** For each folder of the split, the values of the partition columns. */
  @Nullable Object[][] partitionValues() {
    return partitionValues;
  }
}
