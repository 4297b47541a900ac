package io.uring.connector.core.engine.uring;

import io.uring.connector.core.engine.BatchRead;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A task takes the turn of a ring while another one wakes the ring's own thread. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "both were read")
@Outcome(expect = Expect.FORBIDDEN, desc = "one was lost")
@State
public class ReadWhileSubmittedStress {
  private static final RingThread RING = OneFile.startedRing();

  private final BatchRead own = OneFile.batch();
  private final BatchRead other = OneFile.batch();

  /** A task that reads for itself, where the ring is free. */
  @Actor
  public void reader() {
    if (!RING.read(own, 0)) {
      RING.submit(own);
    }
  }

  /** A task that leaves it to the ring's thread. */
  @Actor
  public void submitter() {
    RING.submit(other);
  }

  /** What came of both. */
  @Arbiter
  public void outcome(final II_Result result) {
    result.r1 = OneFile.outcome(own);
    result.r2 = OneFile.outcome(other);
  }
}
