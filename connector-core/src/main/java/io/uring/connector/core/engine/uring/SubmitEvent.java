package io.uring.connector.core.engine.uring;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/**
 * For Java Flight Recorder: one call of {@code io_uring_enter}. A ring has one object for all its
 * calls, so that they leave no garbage. For whoever has the ring's turn.
 */
@Name("io.uring.connector.Submit")
@Label("Submit")
@Category("Uring Connector")
@Description("A call of io_uring_enter: hands requests to the kernel, and waits for completions")
@StackTrace(false)
@Threshold("10 ms")
final class SubmitEvent extends Event {
  @Label("Submissions")
  @Description("Requests that the kernel took")
  int submissions;

  @Label("In Flight")
  @Description("Reads in flight, these included")
  int inFlight;

  @Label("Awaited")
  @Description("Completions that the call waited for, unless its time was over before")
  int awaited;

  /** Ends and records the call that was begun. */
  void returned(final int result, final int depth, final int completions) {
    end();
    if (shouldCommit()) {
      submissions = Math.max(0, result);
      inFlight = depth;
      awaited = completions;
      commit();
    }
  }
}
