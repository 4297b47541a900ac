package io.uring.connector.spark;

/** What SQL makes of a condition: {@code UNKNOWN} where a null leaves it open. */
enum Truth {
  // In this order AND is the lesser of two, and OR the greater.
  FALSE,
  UNKNOWN,
  TRUE;

  static Truth of(final boolean condition) {
    return condition ? TRUE : FALSE;
  }

  Truth and(final Truth other) {
    return compareTo(other) < 0 ? this : other;
  }

  Truth or(final Truth other) {
    return compareTo(other) > 0 ? this : other;
  }

  Truth not() {
    return switch (this) {
      case FALSE -> TRUE;
      case UNKNOWN -> UNKNOWN;
      case TRUE -> FALSE;
    };
  }
}
