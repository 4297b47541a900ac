package io.uring.connector.core.engine;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** For Java Flight Recorder: blocking calls read what io_uring would have read. */
@Name("io.uring.connector.Fallback")
@Label("Fallback")
@Category("Uring Connector")
@Description("Blocking calls serve in the place of io_uring")
@StackTrace(false)
public final class FallbackEvent extends Event {
  @Label("Reason")
  String reason = "";

  @Label("Requests")
  @Description("Requests that are read so")
  int requests;

  private FallbackEvent() {}

  /**
   * Records one.
   *
   * @param reason why io_uring does not read
   * @param requests how many requests are read with blocking calls for it
   */
  public static void tell(final String reason, final int requests) {
    final FallbackEvent event = new FallbackEvent();
    if (event.isEnabled()) {
      event.reason = reason;
      event.requests = requests;
      event.commit();
    }
  }
}
