package io.uring.connector.core.engine.uring;

import io.uring.connector.core.engine.BatchRead;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/** A batch that comes while a ring drains and ends is canceled, by whichever side sees it last. */
@JCStressTest
@Outcome(id = "125, 0", expect = Expect.ACCEPTABLE, desc = "canceled, and weighs nothing any more")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost")
@State
public class SubmitWhileRingStopsStress {
  private final RingThread ring = OneFile.ring();
  private final BatchRead batch = OneFile.batch();

  /** A ring that is opened only to be drained and closed. */
  public SubmitWhileRingStopsStress() {
    ring.stop();
  }

  /** The ring's thread. */
  @Actor
  public void owner() {
    ring.run();
  }

  /** A task's, which may come at any time, as opening a ring takes long. */
  @Actor
  public void task() {
    for (int left = ThreadLocalRandom.current().nextInt(1 << 13); left > 0; left--) {
      Thread.onSpinWait();
    }
    ring.submit(batch);
  }

  /** What came of it. */
  @Arbiter
  public void outcome(final IJ_Result result) {
    result.r1 = batch.whenLanded().isDone() ? OneFile.outcome(batch) : OneFile.LOST;
    result.r2 = ring.load();
  }
}
