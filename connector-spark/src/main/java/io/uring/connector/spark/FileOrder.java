package io.uring.connector.spark;

import java.util.Comparator;
import org.apache.spark.sql.connector.expressions.NullOrdering;
import org.apache.spark.sql.connector.expressions.SortDirection;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.jspecify.annotations.Nullable;

/** An {@code ORDER BY} over what the listing knows. */
final class FileOrder {
  private FileOrder() {}

  /** The order of chosen rows of the listing, or null where Spark must find it. */
  static @Nullable Comparator<Integer> of(
      final SortOrder[] orders, final ListedFiles listed, final ChosenFiles chosen) {
    Comparator<Integer> whole = null;
    for (final SortOrder order : orders) {
      final Comparator<Integer> part = of(order, listed, chosen);
      if (part == null) {
        return null;
      }
      whole = whole == null ? part : whole.thenComparing(part);
    }
    return whole;
  }

  private static @Nullable Comparator<Integer> of(
      final SortOrder order, final ListedFiles listed, final ChosenFiles chosen) {
    final ListedColumn column = ListedColumn.of(order.expression(), listed);
    final Comparator<Object> ascending = column == null ? null : ValueOrder.of(column.type());
    if (column == null || ascending == null) {
      return null;
    }
    // A path is made anew each time that it is asked for, and sorting asks often.
    final @Nullable Object[] values = new @Nullable Object[listed.requests().size()];
    for (int i = 0; i < chosen.size(); i++) {
      values[chosen.row(i)] = column.values().of(chosen.row(i));
    }
    final int sign = order.direction() == SortDirection.ASCENDING ? 1 : -1;
    final int ofNull = order.nullOrdering() == NullOrdering.NULLS_FIRST ? -1 : 1;
    return (row, other) -> {
      final Object left = values[row];
      final Object right = values[other];
      if (left == null || right == null) {
        return left == right ? 0 : left == null ? ofNull : -ofNull;
      }
      return sign * ascending.compare(left, right);
    };
  }
}
