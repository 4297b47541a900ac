package io.uring.connector.spark;

import io.uring.connector.core.RequestList;
import io.uring.connector.core.plan.Split;
import io.uring.connector.core.plan.SplitPlanner;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.SparkContext;
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

  /**
   * Cuts requests into splits, at least one for each core that there is now.
   *
   * @param splitBytes the most that a split holds
   * @param opens how much of each file is read
   * @param valuesOf the partition values of a request's file, by the request's number
   */
  static InputPartition[] plan(
      final RequestList requests,
      final long splitBytes,
      final SparkOptions options,
      final Opens opens,
      final IntFunction<@Nullable Object[]> valuesOf) {
    final List<Split> splits =
        SplitPlanner.plan(
            requests.heads(opens.mostBytes(options.reading())),
            splitBytes,
            SparkContext.getOrCreate().defaultParallelism());
    final InputPartition[] partitions = new InputPartition[splits.size()];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] =
          new UringPartition(i, splits.get(i).requests(), values(splits.get(i), valuesOf));
    }
    return partitions;
  }

  private static @Nullable Object[][] values(
      final Split split, final IntFunction<@Nullable Object[]> valuesOf) {
    final RequestList part = split.requests();
    final @Nullable Object[][] values = new @Nullable Object[part.files().directories()][];
    for (int request = 0; request < part.size(); request++) {
      final int directory = part.files().directory(part.file(request));
      if (values[directory] == null) {
        values[directory] = valuesOf.apply(split.planned(request));
      }
    }
    return values;
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
