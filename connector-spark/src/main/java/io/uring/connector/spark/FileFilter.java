package io.uring.connector.spark;

import io.uring.connector.core.RequestList;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A condition on what the listing knows of a row, as {@code binaryFile} takes it: comparisons of
 * {@code length} and {@code modificationTime}, joined by AND, OR and NOT. What does not meet it is
 * never opened. Two conditions that say the same are equal.
 */
sealed interface FileFilter {
  boolean test(RequestList requests, int request);

  /** The condition that a predicate of Spark's is, or null where the listing cannot decide it. */
  static @Nullable FileFilter of(final Predicate predicate) {
    final Expression[] children = predicate.children();
    return switch (predicate.name()) {
      case "AND" -> {
        final List<FileFilter> parts = all(children);
        yield parts == null ? null : new And(parts);
      }
      case "OR" -> {
        final List<FileFilter> parts = all(children);
        yield parts == null ? null : new Or(parts);
      }
      case "NOT" -> {
        final List<FileFilter> parts = all(children);
        yield parts == null ? null : new Not(parts.get(0));
      }
      case "=", "<", "<=", ">", ">=" -> comparison(predicate.name(), children);
      default -> null;
    };
  }

  private static @Nullable List<FileFilter> all(final Expression[] children) {
    final List<FileFilter> parts = new ArrayList<>(children.length);
    for (final Expression child : children) {
      final FileFilter part = child instanceof Predicate predicate ? of(predicate) : null;
      if (part == null) {
        return null;
      }
      parts.add(part);
    }
    return parts;
  }

  private static @Nullable FileFilter comparison(final String operator, final Expression[] sides) {
    if (sides.length == 2
        && sides[0] instanceof NamedReference column
        && column.fieldNames().length == 1
        && sides[1] instanceof Literal<?> literal
        && literal.value() instanceof Long value) {
      final String name = column.fieldNames()[0];
      if (name.equals(FileColumns.LENGTH) || name.equals(FileColumns.MODIFICATION_TIME)) {
        return new Comparison(name, operator, value);
      }
    }
    return null;
  }

  /** All of some conditions. */
  record And(List<FileFilter> parts) implements FileFilter {
    @Override
    public boolean test(final RequestList requests, final int request) {
      for (final FileFilter part : parts) {
        if (!part.test(requests, request)) {
          return false;
        }
      }
      return true;
    }
  }

  /** One of some conditions. */
  record Or(List<FileFilter> parts) implements FileFilter {
    @Override
    public boolean test(final RequestList requests, final int request) {
      for (final FileFilter part : parts) {
        if (part.test(requests, request)) {
          return true;
        }
      }
      return false;
    }
  }

  /** The opposite of a condition; no column here is ever null. */
  record Not(FileFilter part) implements FileFilter {
    @Override
    public boolean test(final RequestList requests, final int request) {
      return !part.test(requests, request);
    }
  }

  /** A column against a value, as Spark keeps both inside: bytes, or microseconds since 1970. */
  record Comparison(String column, String operator, long value) implements FileFilter {
    @Override
    public boolean test(final RequestList requests, final int request) {
      final long found =
          column.equals(FileColumns.LENGTH)
              ? requests.uncutLength(request)
              : Math.floorDiv(modifiedNanos(requests, request), 1_000_000L) * 1000L;
      return switch (operator) {
        case "=" -> found == value;
        case "<" -> found < value;
        case "<=" -> found <= value;
        case ">" -> found > value;
        default -> found >= value;
      };
    }

    private static long modifiedNanos(final RequestList requests, final int request) {
      return requests.files().modifiedNanos(requests.file(request));
    }
  }
}
