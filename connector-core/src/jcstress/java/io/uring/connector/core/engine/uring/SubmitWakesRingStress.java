package io.uring.connector.core.engine.uring;

import io.uring.connector.core.engine.BatchRead;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Batches of two tasks reach a ring that reads, or is about to sleep, or sleeps. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "both were read")
@Outcome(expect = Expect.FORBIDDEN, desc = "the ring sleeps on")
@State
public class SubmitWakesRingStress {
  private static final RingThread RING = OneFile.startedRing();

  private final BatchRead one = OneFile.batch();
  private final BatchRead other = OneFile.batch();

  /** One task. */
  @Actor
  public void task() {
    RING.submit(one);
  }

  /** Another. */
  @Actor
  public void otherTask() {
    RING.submit(other);
  }

  /** What came of them. */
  @Arbiter
  public void outcome(final II_Result result) {
    result.r1 = OneFile.outcome(one);
    result.r2 = OneFile.outcome(other);
  }
}
