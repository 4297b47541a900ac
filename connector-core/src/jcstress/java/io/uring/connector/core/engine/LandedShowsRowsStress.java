package io.uring.connector.core.engine;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.memory.Slab;
import io.uring.connector.core.memory.SlabPool;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** Who sees that a batch has landed sees all its rows, whichever threads have reported them. */
@JCStressTest
@Outcome(id = "0, 0, 0, 0", expect = Expect.ACCEPTABLE, desc = "has not landed yet")
@Outcome(id = "1, 7, 1, 1", expect = Expect.ACCEPTABLE, desc = "has landed, and all is seen")
@Outcome(expect = Expect.FORBIDDEN, desc = "has landed, but not all is seen")
@State
public class LandedShowsRowsStress {
  private static final RequestList REQUESTS = requests();
  private static final Slab SLAB = slab();
  private static final ReadCounters COUNTERS = ReadCounters.apart();
  private static final ReadOptions OPTIONS = ReadOptions.builder().build();
  private static final ReadFailure FAILURE = ReadFailure.of("read", Errno.EIO, REQUESTS.get(1));

  private final BatchRead batch = new BatchRead(REQUESTS, 0, 2, SLAB, COUNTERS, OPTIONS);

  /** Stands for the slab's bytes. */
  private int content;

  /** One thread of the engine. */
  @Actor
  public void reader() {
    content = 7;
    batch.succeeded(0);
  }

  /** Another. */
  @Actor
  public void otherReader() {
    batch.failed(1, FAILURE);
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

  private static RequestList requests() {
    final FileTable.Builder files = FileTable.builder();
    files.addPath(new byte[] {'/', 'a'}, 0, 0, false);
    files.addPath(new byte[] {'/', 'b'}, 0, 0, false);
    return RequestList.wholeFiles(files.build());
  }

  private static Slab slab() {
    try {
      return SlabPool.jvm().lease(1 << 20).acquire(1);
    } catch (final InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
