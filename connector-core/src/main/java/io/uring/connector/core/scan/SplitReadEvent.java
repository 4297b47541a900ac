package io.uring.connector.core.scan;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.RequestList;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * For Java Flight Recorder: what one reader did, from its opening until it was closed. Its fields
 * are the counters of the scan.
 */
@Name("io.uring.connector.SplitRead")
@Label("Split Read")
@Category("Uring Connector")
@Description("A split was read, or given up: one task's files, from open to close")
@StackTrace(false)
final class SplitReadEvent extends Event {
  @Label("Engine")
  String engine = "";

  @Label("Fallback Reason")
  @Description("Why io_uring did not read though it would have been taken")
  @Nullable String fallbackReason;

  @Label("First File")
  @Nullable String firstFile;

  @Label("Requests")
  @Description("Requests of the split")
  int requests;

  @Label("Files")
  @Description("Requests that were read whole")
  long files;

  @Label("Bytes")
  @DataAmount
  long bytes;

  @Label("Batches")
  @Description("Batches that were handed out")
  long batches;

  @Label("Skipped")
  @Description("Requests that were left out because a policy says so")
  long skipped;

  @Label("Failed")
  @Description("Requests whose rows have no content because a policy says so")
  long failed;

  @Label("Wait Time")
  @Description("How long the consumer waited for batches")
  @Timespan(Timespan.NANOSECONDS)
  long waitTime;

  @Label("Submissions")
  @Description("Requests to io_uring")
  long submissions;

  @Label("Enters")
  @Description("Calls of io_uring_enter")
  long enters;

  @Label("Mean Depth")
  @Description("Reads in flight on the ring, mean over these calls")
  double meanDepth;

  @Label("Short Reads")
  long shortReads;

  @Label("Retries")
  @Description("Steps tried again after EAGAIN or EINTR")
  long retries;

  @Label("Blocking")
  @Description("Requests read with blocking calls, since a ring may read their file system wrong")
  long blocking;

  @Label("Direct Refused")
  @Description("Requests that the file system would not read around the page cache")
  long directRefused;

  @Label("Drop Refused")
  @Description("Requests whose bytes stayed in the page cache")
  long dropRefused;

  @Label("Quarantined")
  @DataAmount
  long quarantined;

  /** Ends and records it. */
  void closed(
      final RequestList first,
      final long count,
      final String name,
      final @Nullable String reason,
      final ReadCounters done) {
    end();
    if (shouldCommit()) {
      engine = name;
      fallbackReason = reason;
      requests = (int) Math.min(count, Integer.MAX_VALUE);
      firstFile = count == 0 ? null : first.get(0).path();
      files = done.sum(Counter.FILES);
      bytes = done.sum(Counter.BYTES);
      batches = done.sum(Counter.BATCHES);
      skipped = done.sum(Counter.SKIPPED);
      failed = done.sum(Counter.FAILED);
      waitTime = done.sum(Counter.WAIT_NANOS);
      submissions = done.sum(Counter.SUBMISSIONS);
      enters = done.sum(Counter.ENTERS);
      meanDepth = done.meanDepth();
      shortReads = done.sum(Counter.SHORT_READS);
      retries = done.sum(Counter.RETRIES);
      blocking = done.sum(Counter.BLOCKING);
      directRefused = done.sum(Counter.DIRECT_REFUSED);
      dropRefused = done.sum(Counter.DROP_REFUSED);
      quarantined = done.sum(Counter.QUARANTINED_BYTES);
      commit();
    }
  }
}
