package io.uring.connector.flink.table;

import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.functions.FunctionDefinition;
import org.jspecify.annotations.Nullable;

/** How two values are to stand to each other. */
enum Order {
  EQUAL,
  NOT_EQUAL,
  LESS,
  LESS_OR_EQUAL,
  GREATER,
  GREATER_OR_EQUAL;

  static @Nullable Order of(final FunctionDefinition function) {
    if (function == BuiltInFunctionDefinitions.EQUALS) {
      return EQUAL;
    } else if (function == BuiltInFunctionDefinitions.NOT_EQUALS) {
      return NOT_EQUAL;
    } else if (function == BuiltInFunctionDefinitions.LESS_THAN) {
      return LESS;
    } else if (function == BuiltInFunctionDefinitions.LESS_THAN_OR_EQUAL) {
      return LESS_OR_EQUAL;
    } else if (function == BuiltInFunctionDefinitions.GREATER_THAN) {
      return GREATER;
    } else if (function == BuiltInFunctionDefinitions.GREATER_THAN_OR_EQUAL) {
      return GREATER_OR_EQUAL;
    }
    return null;
  }

  boolean holds(final int difference) {
    return switch (this) {
      case EQUAL -> difference == 0;
      case NOT_EQUAL -> difference != 0;
      case LESS -> difference < 0;
      case LESS_OR_EQUAL -> difference <= 0;
      case GREATER -> difference > 0;
      case GREATER_OR_EQUAL -> difference >= 0;
    };
  }
}
