package io.uring.connector.spark;

import java.util.Comparator;
import org.apache.spark.sql.connector.expressions.aggregate.AggregateFunc;
import org.apache.spark.sql.connector.expressions.aggregate.Avg;
import org.apache.spark.sql.connector.expressions.aggregate.Count;
import org.apache.spark.sql.connector.expressions.aggregate.CountStar;
import org.apache.spark.sql.connector.expressions.aggregate.Max;
import org.apache.spark.sql.connector.expressions.aggregate.Min;
import org.apache.spark.sql.connector.expressions.aggregate.Sum;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate over all files that a query chose, from what the listing knows of them.
 *
 * @param name what it is, for people
 * @param type its type
 * @param value its value as Spark keeps it inside; null where SQL says so
 */
record FileTotal(String name, DataType type, @Nullable Object value) {
  /** Up to here doubles are exact, so that the order of adding makes no difference. */
  private static final double EXACT = 0x1p53;

  /** The aggregate that a function of Spark's is, or null where Spark must find it. */
  static @Nullable FileTotal of(
      final AggregateFunc function, final ListedFiles listed, final ChosenFiles chosen) {
    if (function instanceof CountStar) {
      return new FileTotal("count(1)", DataTypes.LongType, (long) chosen.size());
    }
    if (isDistinct(function) || function.children().length != 1) {
      return null;
    }
    final ListedColumn column = ListedColumn.of(function.children()[0], listed);
    if (column == null) {
      return null;
    }
    final String of = "(" + function.children()[0].describe() + ")";
    if (function instanceof Count) {
      return new FileTotal("count" + of, DataTypes.LongType, count(column, chosen));
    } else if (function instanceof Min) {
      return least("min" + of, column, chosen, 1);
    } else if (function instanceof Max) {
      return least("max" + of, column, chosen, -1);
    } else if (function instanceof Sum) {
      return sum("sum" + of, column, chosen);
    } else if (function instanceof Avg) {
      return mean("avg" + of, column, chosen);
    }
    return null;
  }

  private static boolean isDistinct(final AggregateFunc function) {
    return (function instanceof Count count && count.isDistinct())
        || (function instanceof Sum sum && sum.isDistinct())
        || (function instanceof Avg avg && avg.isDistinct());
  }

  private static long count(final ListedColumn column, final ChosenFiles chosen) {
    long count = 0;
    for (int i = 0; i < chosen.size(); i++) {
      if (column.values().of(chosen.row(i)) != null) {
        count++;
      }
    }
    return count;
  }

  private static @Nullable FileTotal least(
      final String name, final ListedColumn column, final ChosenFiles chosen, final int sign) {
    final Comparator<Object> order = ValueOrder.of(column.type());
    if (order == null
        || column.type() instanceof DoubleType
        || column.type() instanceof FloatType) {
      // Which of two equal zeros it is depends on the order of tasks.
      return null;
    }
    Object least = null;
    for (int i = 0; i < chosen.size(); i++) {
      final Object value = column.values().of(chosen.row(i));
      if (value != null && (least == null || sign * order.compare(value, least) < 0)) {
        least = value;
      }
    }
    return new FileTotal(name, column.type(), least);
  }

  private static @Nullable FileTotal sum(
      final String name, final ListedColumn column, final ChosenFiles chosen) {
    if (!isWhole(column.type())) {
      return null;
    }
    long sum = 0;
    long count = 0;
    try {
      for (int i = 0; i < chosen.size(); i++) {
        if (column.values().of(chosen.row(i)) instanceof Number value) {
          sum = Math.addExact(sum, value.longValue());
          count++;
        }
      }
    } catch (final ArithmeticException overflow) {
      // Whether that fails or wraps around is a setting of Spark's.
      return null;
    }
    return new FileTotal(name, DataTypes.LongType, count == 0 ? null : sum);
  }

  private static @Nullable FileTotal mean(
      final String name, final ListedColumn column, final ChosenFiles chosen) {
    if (!isWhole(column.type())) {
      return null;
    }
    long sum = 0;
    double distance = 0;
    long count = 0;
    for (int i = 0; i < chosen.size(); i++) {
      if (column.values().of(chosen.row(i)) instanceof Number value) {
        distance += Math.abs(value.doubleValue());
        if (distance > EXACT) {
          return null;
        }
        sum += value.longValue();
        count++;
      }
    }
    return new FileTotal(
        name, DataTypes.DoubleType, count == 0 ? null : (double) sum / (double) count);
  }

  private static boolean isWhole(final DataType type) {
    return type instanceof LongType
        || type instanceof IntegerType
        || type instanceof ShortType
        || type instanceof ByteType;
  }
}
