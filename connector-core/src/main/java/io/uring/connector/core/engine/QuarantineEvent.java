package io.uring.connector.core.engine;

import io.uring.connector.core.ReadRequest;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** For Java Flight Recorder: a slab is kept from use for ever. */
@Name("io.uring.connector.Quarantine")
@Label("Quarantine")
@Category("Uring Connector")
@Description("Memory is kept from use for ever, because a read that did not end may write to it")
@StackTrace(false)
final class QuarantineEvent extends Event {
  @Label("Bytes")
  @Description("Memory that is lost")
  @DataAmount
  long bytes;

  @Label("File")
  String file = "";

  @Label("Offset")
  @DataAmount
  long offset;

  @Label("Length")
  @DataAmount
  long length;

  private QuarantineEvent() {}

  /** Records what memory is lost, and the read that did not end. */
  static void tell(final long bytes, final ReadRequest read) {
    final QuarantineEvent event = new QuarantineEvent();
    if (event.isEnabled()) {
      event.bytes = bytes;
      event.file = read.path();
      event.offset = read.offset();
      event.length = read.length();
      event.commit();
    }
  }
}
