package io.uring.connector.core.engine;

import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJI_Result;

/** A batch lands once, with the last of its rows, whichever threads report them. */
@JCStressTest
@Outcome(id = "2, 1, 1", expect = Expect.ACCEPTABLE, desc = "once, and the failure is there")
@Outcome(expect = Expect.FORBIDDEN, desc = "never, twice, or without the failure")
@State
public class LandsOnceStress {
  private static final ReadFailure FAILURE =
      ReadFailure.of("read", Errno.EIO, TwoRows.REQUESTS.get(1));

  private final ReadCounters counters = ReadCounters.apart();
  private final BatchRead batch = TwoRows.batch(counters);
  private final AtomicInteger landings = new AtomicInteger();

  /** Somebody has waited from the start. */
  public LandsOnceStress() {
    batch.onLanded(landings::incrementAndGet);
  }

  /** One thread of the engine. */
  @Actor
  public void reader() {
    batch.succeeded(0);
  }

  /** Another, and one who comes to wait meanwhile. */
  @Actor
  public void otherReader() {
    batch.failed(1, FAILURE);
    batch.onLanded(landings::incrementAndGet);
  }

  /** What came of it. */
  @Arbiter
  public void outcome(final IJI_Result result) {
    result.r1 = landings.get();
    result.r2 = counters.sum(Counter.FILES);
    result.r3 = batch.failure(1) == FAILURE ? 1 : 0;
  }
}
