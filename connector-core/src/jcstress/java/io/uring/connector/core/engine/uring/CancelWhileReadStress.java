package io.uring.connector.core.engine.uring;

import io.uring.connector.core.engine.BatchRead;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A batch that is canceled at any time lands all the same. */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "read before")
@Outcome(id = "125", expect = Expect.ACCEPTABLE, desc = "canceled")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost")
@State
public class CancelWhileReadStress {
  private static final RingThread RING = OneFile.startedRing();

  private final BatchRead batch = OneFile.batch();

  /** A task. */
  @Actor
  public void task() {
    RING.submit(batch);
  }

  /** Whoever kills it. */
  @Actor
  public void killer() {
    batch.cancel();
  }

  /** What came of it. */
  @Arbiter
  public void outcome(final I_Result result) {
    result.r1 = OneFile.outcome(batch);
  }
}
