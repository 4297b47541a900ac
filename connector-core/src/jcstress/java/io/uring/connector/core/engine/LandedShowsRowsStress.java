package io.uring.connector.core.engine;

import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadFailure;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** Who sees that a batch has landed sees all its rows. */
@JCStressTest
@Outcome(id = "0, 0, 0, 0", expect = Expect.ACCEPTABLE, desc = "has not landed yet")
@Outcome(id = "1, 7, 1, 1", expect = Expect.ACCEPTABLE, desc = "has landed, and all is seen")
@Outcome(expect = Expect.FORBIDDEN, desc = "has landed, but not all is seen")
@State
public class LandedShowsRowsStress {
  private static final ReadCounters COUNTERS = ReadCounters.apart();
  private static final ReadFailure FAILURE =
      ReadFailure.of("read", Errno.EIO, TwoRows.REQUESTS.get(1));

  private final BatchRead batch = TwoRows.batch(COUNTERS);

  /** Stands for the slab's bytes. */
  private int content;

  /** A thread of the engine. */
  @Actor
  public void reader() {
    content = 7;
    batch.failed(1, FAILURE);
    batch.succeeded(0);
  }

  /** The one that waits for the batch. */
  @Actor
  public void consumer(final IIII_Result result) {
    if (batch.whenLanded().isDone()) {
      result.r1 = 1;
      result.r2 = content;
      result.r3 = batch.failure(0) == null ? 1 : 0;
      result.r4 = batch.failure(1) == FAILURE ? 1 : 0;
    }
  }
}
