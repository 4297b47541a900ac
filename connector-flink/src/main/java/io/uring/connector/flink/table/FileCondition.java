package io.uring.connector.flink.table;

import io.uring.connector.core.RequestList;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.functions.FunctionDefinition;
import org.jspecify.annotations.Nullable;

/**
 * A condition that the listing decides for each file exactly as Flink would. What does not meet it
 * is never opened.
 */
interface FileCondition extends Serializable {
  /** Whether a row meets the condition; null where SQL says UNKNOWN. */
  @Nullable Boolean test(RequestList found, int request);

  /** The condition that an expression is, or null where Flink must decide it. */
  static @Nullable FileCondition of(
      final ResolvedExpression expression, final Map<String, ComparedValue> columns) {
    if (!(expression instanceof CallExpression call)) {
      return null;
    }
    final FunctionDefinition function = call.getFunctionDefinition();
    final List<ResolvedExpression> parts = call.getResolvedChildren();
    if (function == BuiltInFunctionDefinitions.AND || function == BuiltInFunctionDefinitions.OR) {
      return joined(function, parts, columns);
    }
    if (function == BuiltInFunctionDefinitions.NOT) {
      final FileCondition part = of(parts.get(0), columns);
      return part == null ? null : (found, request) -> not(part.test(found, request));
    }
    if (function == BuiltInFunctionDefinitions.IS_NULL
        || function == BuiltInFunctionDefinitions.IS_NOT_NULL) {
      final ComparedValue value = ComparedValue.of(parts.get(0), columns);
      final boolean wanted = function == BuiltInFunctionDefinitions.IS_NULL;
      return value == null
          ? null
          : (found, request) -> (value.of(found, request) == null) == wanted;
    }
    if (function == BuiltInFunctionDefinitions.LIKE) {
      return like(parts, columns);
    }
    final Order order = Order.of(function);
    return order == null ? null : compared(order, parts, columns);
  }

  private static @Nullable FileCondition joined(
      final FunctionDefinition function,
      final List<ResolvedExpression> parts,
      final Map<String, ComparedValue> columns) {
    final boolean any = function == BuiltInFunctionDefinitions.OR;
    final List<FileCondition> conditions = new ArrayList<>();
    // A long IN is one OR in another, deeper than a condition of conditions could be serialized.
    final Deque<ResolvedExpression> left = new ArrayDeque<>(parts);
    for (ResolvedExpression part = left.poll(); part != null; part = left.poll()) {
      if (part instanceof CallExpression call && call.getFunctionDefinition().equals(function)) {
        call.getResolvedChildren().forEach(left::push);
        continue;
      }
      final FileCondition condition = of(part, columns);
      if (condition == null) {
        return null;
      }
      conditions.add(condition);
    }
    return (found, request) -> {
      boolean unknown = false;
      for (final FileCondition condition : conditions) {
        final Boolean truth = condition.test(found, request);
        if (truth == null) {
          unknown = true;
        } else if (truth == any) {
          return any;
        }
      }
      return unknown ? null : !any;
    };
  }

  private static @Nullable Boolean not(final @Nullable Boolean truth) {
    return truth == null ? null : !truth;
  }

  private static @Nullable FileCondition compared(
      final Order order,
      final List<ResolvedExpression> sides,
      final Map<String, ComparedValue> columns) {
    final ComparedValue left = ComparedValue.of(sides.get(0), columns);
    final ComparedValue right = ComparedValue.of(sides.get(1), columns);
    if (left == null || right == null || left.kind() != right.kind()) {
      return null;
    }
    return (found, request) -> {
      final Object one = left.of(found, request);
      final Object other = right.of(found, request);
      if (one == null || other == null) {
        return null;
      }
      return order.holds(left.kind().compare(one, other));
    };
  }

  private static @Nullable FileCondition like(
      final List<ResolvedExpression> parts, final Map<String, ComparedValue> columns) {
    final ComparedValue text = ComparedValue.of(parts.get(0), columns);
    final String pattern =
        parts.size() == 2 && parts.get(1) instanceof ValueLiteralExpression literal
            ? literal.getValueAs(String.class).orElse(null)
            : null;
    // What a backslash, or no pattern at all, means differs from version to version.
    if (text == null
        || text.kind() != ComparedValue.Kind.TEXT
        || pattern == null
        || pattern.isEmpty()
        || pattern.indexOf('\\') >= 0) {
      return null;
    }
    final StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      final char each = pattern.charAt(i);
      switch (each) {
        case '%' -> regex.append("(?s:.*)");
        case '_' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(each)));
      }
    }
    final Pattern compiled = Pattern.compile(regex.toString());
    return (found, request) -> {
      final Object value = text.of(found, request);
      return value == null ? null : compiled.matcher((String) value).matches();
    };
  }
}
