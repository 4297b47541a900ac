package io.uring.connector.core.engine.uring;

import io.uring.connector.core.engine.BatchRead;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/** A batch that comes while a ring cannot be opened is refused by one of the two sides. */
@JCStressTest
@Outcome(id = "125, 0", expect = Expect.ACCEPTABLE, desc = "refused, and weighs nothing any more")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost")
@State
public class SubmitWhileRingFailsStress {
  private final RingThread ring =
      new RingThread(
          "ring-stress",
          () -> {
            throw new UringUnavailableException("none");
          },
          1,
          (read, reported) -> {});

  private final BatchRead batch = OneFile.batch();

  /** The ring's thread. */
  @Actor
  public void owner() {
    ring.run();
  }

  /** A task's. */
  @Actor
  public void task() {
    ring.submit(batch);
  }

  /** What came of it. */
  @Arbiter
  public void outcome(final IJ_Result result) {
    result.r1 = batch.whenLanded().isDone() ? OneFile.outcome(batch) : OneFile.LOST;
    result.r2 = ring.load();
  }
}
