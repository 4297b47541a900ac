package io.uring.connector.core.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JI_Result;

/** A slab goes back to its pool with its last holder, once, and nobody can hold it then. */
@JCStressTest
@Outcome(id = "4096, 0", expect = Expect.ACCEPTABLE, desc = "given back once")
@Outcome(expect = Expect.FORBIDDEN, desc = "not given back, given back twice, or held afterwards")
@State
public class SlabReleaseStress {
  private final SlabPool pool = new SlabPool(60);
  private final Slab slab = new Slab(pool, pool.lease(1), Slab.PAGE);

  /** The reader holds it, and a vector. */
  public SlabReleaseStress() {
    slab.lend(pool.lease(1));
    slab.retain();
  }

  /** The reader lets another vector have it, and ends. */
  @Actor
  public void reader() {
    slab.retain();
    slab.release();
    slab.release();
  }

  /** The vector ends. */
  @Actor
  public void vector() {
    slab.release();
  }

  /** What came of it. */
  @Arbiter
  public void outcome(final JI_Result result) {
    result.r1 = pool.keptBytes();
    try {
      slab.retain();
      result.r2 = 1;
    } catch (final IllegalStateException e) {
      result.r2 = 0;
    }
  }
}
