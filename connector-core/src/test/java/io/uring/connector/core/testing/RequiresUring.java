package io.uring.connector.core.testing;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.engine.uring.UringEngine;
import io.uring.connector.core.engine.uring.UringUnavailableException;
import java.util.EnumMap;
import java.util.Map;

/**
 * Skips a test where io_uring is not here and says why. With the environment variable {@code
 * URING_REQUIRED=true}, as in CI, that is a failure: a skip would be a hole.
 */
public final class RequiresUring {
  private static final int PANAMA = 22;

  private static final Map<BindingChoice, String> REASONS = new EnumMap<>(BindingChoice.class);

  private RequiresUring() {}

  /** Goes on only where this binding has a ring. */
  public static synchronized void assume(BindingChoice binding) {
    int java = Runtime.version().feature();
    boolean panama = binding == BindingChoice.SYSCALL || binding == BindingChoice.LIBURING;
    if (panama && java < PANAMA) {
      abort("the Java is too old: binding " + binding + " needs 22, this is " + java);
    }
    String reason = REASONS.computeIfAbsent(binding, RequiresUring::reason);
    if (reason.isEmpty()) {
      return;
    }
    if (Boolean.parseBoolean(System.getenv("URING_REQUIRED"))) {
      fail("URING_REQUIRED=true, but binding " + binding + " has no ring here: " + reason);
    }
    abort("binding " + binding + " has no ring here: " + reason);
  }

  private static String reason(BindingChoice binding) {
    try {
      UringEngine.open(binding, 1, 8).close();
      return "";
    } catch (UringUnavailableException e) {
      return e.getMessage();
    }
  }
}
