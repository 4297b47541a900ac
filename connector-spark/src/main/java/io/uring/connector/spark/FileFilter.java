package io.uring.connector.spark;

import java.util.Arrays;
import java.util.Comparator;
import java.util.TreeSet;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * A condition that the listing decides for each of its rows exactly as Spark would: of {@code
 * path}, {@code length}, {@code modificationTime} and partition columns. What does not meet it is
 * never opened.
 */
interface FileFilter {
  /** What the condition is for a row of the listing; only {@link Truth#TRUE} keeps the row. */
  Truth test(int row);

  /** The condition that a predicate of Spark's is, or null where Spark must decide it. */
  static @Nullable FileFilter of(final Predicate predicate, final ListedFiles listed) {
    final Expression[] parts = predicate.children();
    return switch (predicate.name()) {
      case "ALWAYS_TRUE" -> row -> Truth.TRUE;
      case "ALWAYS_FALSE" -> row -> Truth.FALSE;
      case "AND", "OR", "NOT" -> joined(predicate.name(), parts, listed);
      case "IS_NULL", "IS_NOT_NULL" -> nullness(predicate.name(), parts, listed);
      case "=", "<>", "<=>", "<", "<=", ">", ">=" -> comparison(predicate.name(), parts, listed);
      case "STARTS_WITH", "ENDS_WITH", "CONTAINS" -> text(predicate.name(), parts, listed);
      case "IN" -> in(parts, listed);
      default -> null;
    };
  }

  private static @Nullable FileFilter joined(
      final String operator, final Expression[] parts, final ListedFiles listed) {
    final FileFilter[] filters = new FileFilter[parts.length];
    for (int i = 0; i < parts.length; i++) {
      final FileFilter filter = parts[i] instanceof Predicate part ? of(part, listed) : null;
      if (filter == null) {
        return null;
      }
      filters[i] = filter;
    }
    final FileFilter first = filters[0];
    return switch (operator) {
      case "AND" -> row -> first.test(row).and(filters[1].test(row));
      case "OR" -> row -> first.test(row).or(filters[1].test(row));
      default -> row -> first.test(row).not();
    };
  }

  private static @Nullable FileFilter nullness(
      final String operator, final Expression[] parts, final ListedFiles listed) {
    final ListedColumn column = ListedColumn.of(parts[0], listed);
    if (column == null) {
      return null;
    }
    final boolean isNull = operator.equals("IS_NULL");
    return row -> Truth.of((column.values().of(row) == null) == isNull);
  }

  private static @Nullable FileFilter comparison(
      final String operator, final Expression[] sides, final ListedFiles listed) {
    final ListedColumn left = ListedColumn.of(sides[0], listed);
    final ListedColumn right = ListedColumn.of(sides[1], listed);
    if (left == null || right == null || !left.type().equals(right.type())) {
      return null;
    }
    final Comparator<Object> order = ValueOrder.of(left.type());
    if (order == null) {
      return null;
    }
    final boolean nullsCompare = operator.equals("<=>");
    return row -> {
      final Object one = left.values().of(row);
      final Object other = right.values().of(row);
      if (one == null || other == null) {
        return nullsCompare ? Truth.of(one == null && other == null) : Truth.UNKNOWN;
      }
      final int difference = order.compare(one, other);
      return Truth.of(
          switch (operator) {
            case "<" -> difference < 0;
            case "<=" -> difference <= 0;
            case ">" -> difference > 0;
            case ">=" -> difference >= 0;
            case "<>" -> difference != 0;
            default -> difference == 0;
          });
    };
  }

  private static @Nullable FileFilter text(
      final String operator, final Expression[] sides, final ListedFiles listed) {
    final ListedColumn text = ListedColumn.of(sides[0], listed);
    final ListedColumn part = ListedColumn.of(sides[1], listed);
    if (text == null || part == null || !text.isText() || !part.isText()) {
      return null;
    }
    return row -> {
      final Object whole = text.values().of(row);
      final Object wanted = part.values().of(row);
      if (whole == null || wanted == null) {
        return Truth.UNKNOWN;
      }
      return Truth.of(
          switch (operator) {
            case "STARTS_WITH" -> ((UTF8String) whole).startsWith((UTF8String) wanted);
            case "ENDS_WITH" -> ((UTF8String) whole).endsWith((UTF8String) wanted);
            default -> ((UTF8String) whole).contains((UTF8String) wanted);
          });
    };
  }

  private static @Nullable FileFilter in(final Expression[] parts, final ListedFiles listed) {
    final ListedColumn column = ListedColumn.of(parts[0], listed);
    if (column == null || parts.length == 1) {
      // Whether null is in nothing depends on a setting of Spark's.
      return null;
    }
    if (column.type() instanceof DoubleType || column.type() instanceof FloatType) {
      // Spark looks up long lists by hash, where zero and minus zero may differ.
      return null;
    }
    final Comparator<Object> order = ValueOrder.of(column.type());
    if (order == null) {
      return null;
    }
    final TreeSet<Object> wanted = new TreeSet<>(order);
    boolean hasNull = false;
    for (final Expression part : Arrays.asList(parts).subList(1, parts.length)) {
      if (!(part instanceof Literal<?> literal) || !literal.dataType().equals(column.type())) {
        return null;
      }
      if (literal.value() == null) {
        hasNull = true;
      } else {
        wanted.add(literal.value());
      }
    }
    final Truth otherwise = hasNull ? Truth.UNKNOWN : Truth.FALSE;
    return row -> {
      final Object value = column.values().of(row);
      return value == null ? Truth.UNKNOWN : wanted.contains(value) ? Truth.TRUE : otherwise;
    };
  }
}
