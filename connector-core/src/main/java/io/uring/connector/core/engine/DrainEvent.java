package io.uring.connector.core.engine;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * For Java Flight Recorder: a ring, or a pool of blocking readers, ends; the time that it waits for
 * its reads in flight. To be begun, and told how it went.
 */
@Name("io.uring.connector.Drain")
@Label("Drain")
@Category("Uring Connector")
@Description("A ring, or a pool of blocking readers, has ended")
@StackTrace(false)
public final class DrainEvent extends Event {
  @Label("Engine")
  String engine = "";

  @Label("In Flight")
  @Description("Reads that were in flight when it began to end")
  int inFlight;

  @Label("Not Drained")
  @Description("Reads that missed the deadline: their memory is in quarantine")
  int notDrained;

  /** Not begun. */
  public DrainEvent() {}

  /**
   * Ends and records it.
   *
   * @param which {@code uring} or {@code nio}
   * @param before reads in flight at the beginning
   * @param left reads in flight now
   */
  public void drained(final String which, final int before, final int left) {
    end();
    if (shouldCommit()) {
      engine = which;
      inFlight = before;
      notDrained = left;
      commit();
    }
  }
}
