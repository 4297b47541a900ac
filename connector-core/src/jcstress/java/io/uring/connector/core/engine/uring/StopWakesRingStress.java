package io.uring.connector.core.engine.uring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/** A ring that is told to stop ends, wherever it is. */
@JCStressTest(Mode.Termination)
@Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "it has ended")
@Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "it sleeps on")
@State
public class StopWakesRingStress {
  private final RingThread ring = OneFile.startedRing();

  /** Waits for the ring's end. */
  @Actor
  public void closer() {
    ring.join();
  }

  /** Brings it about. */
  @Signal
  public void stop() {
    ring.stop();
  }
}
