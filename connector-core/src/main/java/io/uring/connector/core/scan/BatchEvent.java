package io.uring.connector.core.scan;

import io.uring.connector.core.engine.BatchRead;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** For Java Flight Recorder: a batch, from its hand-over to the engine until it has landed. */
@Name("io.uring.connector.Batch")
@Label("Batch")
@Category("Uring Connector")
@Description("A batch was with the engine, from its submission until its last request had its end")
@StackTrace(false)
@Threshold("10 ms")
final class BatchEvent extends Event {
  @Label("Engine")
  String engine = "";

  @Label("First File")
  String firstFile = "";

  @Label("Requests")
  int requests;

  @Label("Failed")
  @Description("Requests that have no bytes")
  int failed;

  @Label("Bytes")
  @Description("Bytes that were asked for")
  @DataAmount
  long bytes;

  @Label("Canceled")
  boolean canceled;

  private BatchEvent() {}

  /** Follows a batch that is about to be submitted, where somebody records. */
  static void follow(final BatchRead batch, final String engine) {
    final BatchEvent event = new BatchEvent();
    if (event.isEnabled()) {
      event.engine = engine;
      event.begin();
      batch.onLanded(() -> event.landed(batch));
    }
  }

  private void landed(final BatchRead batch) {
    end();
    if (shouldCommit()) {
      firstFile = batch.files().path(batch.file(0));
      requests = batch.rows();
      for (int row = 0; row < requests; row++) {
        failed += batch.failure(row) == null ? 0 : 1;
        bytes += batch.length(row);
      }
      canceled = batch.isCanceled();
      commit();
    }
  }
}
