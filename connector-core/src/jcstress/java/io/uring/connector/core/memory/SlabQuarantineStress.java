package io.uring.connector.core.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/** A slab is quarantined once, and never comes back, whoever releases it meanwhile. */
@JCStressTest
@Outcome(id = "true, false, 0", expect = Expect.ACCEPTABLE, desc = "one was first")
@Outcome(id = "false, true, 0", expect = Expect.ACCEPTABLE, desc = "the other was")
@Outcome(expect = Expect.FORBIDDEN, desc = "counted twice or not at all, or given back")
@State
public class SlabQuarantineStress {
  private final SlabPool pool = new SlabPool(60);
  private final Slab slab = new Slab(pool, pool.lease(1), Slab.PAGE);

  /** Two threads of the engine and a task hold it. */
  public SlabQuarantineStress() {
    slab.lend(pool.lease(1));
    slab.retain();
    slab.retain();
  }

  /** One thread gives up. */
  @Actor
  public void reader(final ZZJ_Result result) {
    result.r1 = slab.quarantine();
    slab.release();
  }

  /** So does another, after the task has been killed. */
  @Actor
  public void otherReader(final ZZJ_Result result) {
    slab.release();
    result.r2 = slab.quarantine();
    slab.release();
  }

  /** What came of it. */
  @Arbiter
  public void outcome(final ZZJ_Result result) {
    result.r3 = pool.keptBytes();
  }
}
