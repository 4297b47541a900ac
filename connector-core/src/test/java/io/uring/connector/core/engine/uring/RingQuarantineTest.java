package io.uring.connector.core.engine.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.memory.Slab;
import io.uring.connector.core.memory.SlabLease;
import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.core.testing.ChildJvm;
import io.uring.connector.core.testing.FlightRecord;
import io.uring.connector.core.testing.TestFiles;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

/** A read that never ends, in a JVM of its own: what is in quarantine stays there. */
class RingQuarantineTest {
  @Test
  void shouldKeepWhatCannotBeDrainedFromUseForEver() throws Exception {
    ChildJvm.Result result = ChildJvm.startedBy().run(Map.of(), Program.class);

    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(result.value("failure"))
        .isEqualTo("read failed: errno=ECANCELED(125), file=/hangs, offset=0, length=10");
    assertThat(result.value("quarantined")).isEqualTo(result.value("capacity"));
    assertThat(result.value("held")).isEqualTo(result.value("capacity"));
    assertThat(result.value("usedAgain")).isEqualTo("false");
    assertThat(result.value("other")).isEqualTo("null");
    assertThat(result.value("leaks")).contains("ring", "mapping");
    assertThat(result.value("violations")).isEqualTo("[]");
    assertThat(result.value("quarantineEvent"))
        .isEqualTo("/hangs, offset=0, length=10, bytes=" + result.value("capacity"));
    assertThat(result.value("drainEvent")).isEqualTo("uring, inFlight=1, notDrained=1");
    assertThat(Long.parseLong(result.value("drainSeconds"))).isGreaterThanOrEqualTo(10);
  }

  /** Prints what became of a read that hangs and of one beside it. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws Exception {
      SimulatedKernel kernel = new SimulatedKernel(new SplittableRandom(1));
      kernel.chances.cancelable = 1;
      for (String name : new String[] {"/whole", "/hangs"}) {
        kernel.files.add(name.getBytes("US-ASCII")).size = 10;
      }
      kernel.files.find("/hangs").hangs = true;
      kernel.files.find("/hangs").cannotBeCanceled = true;
      RingThread ring = new RingThread("ring", () -> kernel, 4, (read, reported) -> {});
      ring.start().get();
      try (SlabLease lease = SlabPool.jvm().lease(1 << 20);
          FlightRecord record = new FlightRecord("Drain", "Quarantine")) {
        BatchRead whole = submit(ring, lease, "/whole");
        BatchRead hangs = submit(ring, lease, "/hangs");
        whole.await();
        while (!kernel.files.find("/hangs").isBeingRead) {
          Thread.sleep(1);
        }
        ring.stop();
        ring.join();
        hangs.await();
        System.out.println("other=" + whole.failure(0));
        ReadFailure failure = Objects.requireNonNull(hangs.failure(0));
        System.out.println("failure=" + failure.message());
        System.out.println("capacity=" + hangs.slab().capacity());
        System.out.println("quarantined=" + hangs.counters().sum(Counter.QUARANTINED_BYTES));
        hangs.slab().release();
        whole.slab().release();
        System.out.println("held=" + SlabPool.jvm().heldBytes());
        Slab next = lease.acquire(hangs.slab().capacity());
        Slab afterNext = lease.acquire(hangs.slab().capacity());
        System.out.println("usedAgain=" + (next == hangs.slab() || afterNext == hangs.slab()));
        System.out.println("leaks=" + kernel.leaks());
        System.out.println("violations=" + kernel.violations());
        print(record);
      }
    }

    private static void print(FlightRecord record) {
      for (RecordedEvent event : record.events("Quarantine")) {
        System.out.println(
            "quarantineEvent="
                + event.getString("file")
                + ", offset="
                + event.getLong("offset")
                + ", length="
                + event.getLong("length")
                + ", bytes="
                + event.getLong("bytes"));
      }
      for (RecordedEvent event : record.events("Drain")) {
        System.out.println(
            "drainEvent="
                + event.getString("engine")
                + ", inFlight="
                + event.getInt("inFlight")
                + ", notDrained="
                + event.getInt("notDrained"));
        System.out.println("drainSeconds=" + event.getDuration().toSeconds());
      }
    }

    private static BatchRead submit(RingThread ring, SlabLease lease, String path)
        throws Exception {
      BatchRead batch =
          new BatchRead(
              TestFiles.unseen(path.getBytes("US-ASCII"), 10),
              0,
              1,
              lease.acquire(10),
              ReadCounters.apart(),
              ReadOptions.builder().build());
      ring.submit(batch);
      return batch;
    }
  }
}
