package io.uring.connector.it.flink;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** Takes a case that leaves itself out for a failed one. */
final class NoSkips implements TestExecutionExceptionHandler {
  @Override
  public void handleTestExecutionException(final ExtensionContext context, final Throwable thrown)
      throws Throwable {
    throw thrown instanceof TestAbortedException
        ? new AssertionError("left out: " + context.getDisplayName(), thrown)
        : thrown;
  }
}
