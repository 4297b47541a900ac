package io.uring.connector.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Slabs come and go within a budget, and who waits for one is served in turn. */
class SlabPoolTest {
  private static final int MIB = 1 << 20;

  private final SlabPool pool = new SlabPool(1);

  @Test
  void shouldHandOutPageAlignedMemory() throws Exception {
    try (SlabLease lease = pool.lease(MIB)) {
      Slab slab = lease.acquire(100);
      assertThat(slab.buffer().isDirect()).isTrue();
      assertThat(slab.buffer().alignmentOffset(0, Slab.PAGE)).isZero();
      assertThat(slab.buffer().capacity()).isEqualTo(slab.capacity());
      slab.release();
    }
  }

  @Test
  void shouldHandOutFirstWhatCameBackLast() throws Exception {
    try (SlabLease lease = pool.lease(10 * MIB)) {
      Slab first = lease.acquire(MIB);
      Slab second = lease.acquire(MIB);
      first.release();
      second.release();
      assertThat(pool.keptBytes()).isEqualTo(2 * MIB);
      assertThat(lease.acquire(MIB)).isSameAs(second);
      assertThat(lease.acquire(MIB)).isSameAs(first);
      first.release();
      second.release();
    }
  }

  @Test
  void shouldCountWhatIsHeldAndNotWhatIsKept() throws Exception {
    SlabLease lease = pool.lease(10 * MIB);
    Slab slab = lease.acquire(MIB);
    slab.retain();
    lease.close();
    slab.release();
    assertThat(lease.heldBytes()).isEqualTo(MIB);
    assertThat(pool.heldBytes()).isEqualTo(MIB);
    slab.release();
    assertThat(lease.heldBytes()).isZero();
    assertThat(pool.heldBytes()).isZero();
    assertThat(pool.keptBytes()).isEqualTo(MIB);
    pool.trim();
    assertThat(pool.keptBytes()).isZero();
    assertThat(pool.peakBytes()).isEqualTo(MIB);
  }

  @Test
  void shouldRefuseToLetGoTwice() throws Exception {
    try (SlabLease lease = pool.lease(MIB)) {
      Slab slab = lease.acquire(1);
      slab.release();
      assertThatThrownBy(slab::release).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(slab::retain).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void shouldLeaveHalfOfTheBudgetToThoseWhoMustWait() throws Exception {
    try (SlabLease lease = pool.lease(4 * MIB)) {
      Slab one = lease.tryAcquire(MIB);
      Slab two = lease.tryAcquire(MIB);
      assertThat(lease.tryAcquire(MIB)).isNull();
      Slab three = lease.acquire(MIB);
      for (Slab slab : List.of(one, two, three)) {
        slab.release();
      }
    }
  }

  @Test
  void shouldEvictWhatOthersLeftBehindBeyondTheBudget() throws Exception {
    List<Slab> slabs = new ArrayList<>();
    try (SlabLease large = pool.lease(100 * MIB)) {
      for (int i = 0; i < 20; i++) {
        slabs.add(large.acquire(MIB));
      }
      slabs.forEach(Slab::release);
    }
    assertThat(pool.keptBytes()).isEqualTo(20 * MIB);
    try (SlabLease small = pool.lease(3 * MIB)) {
      Slab slab = small.acquire(MIB);
      assertThat(pool.heldBytes() + pool.keptBytes()).isLessThanOrEqualTo(3 * MIB);
      slab.release();
    }
  }

  @Test
  void shouldNotKeepHugeSlabs() throws Exception {
    try (SlabLease lease = pool.lease(200 * MIB)) {
      lease.acquire(65 * MIB).release();
      assertThat(pool.keptBytes()).isZero();
      assertThat(pool.heldBytes()).isZero();
    }
  }

  @Test
  void shouldNameTheOptionWhereNothingWillEverFit() {
    try (SlabLease lease = pool.lease(MIB)) {
      assertThatThrownBy(() -> lease.acquire(2 * MIB))
          .isInstanceOf(NoRoomException.class)
          .hasMessage(
              "option memoryBudget=1048576 has no room for 2097152 bytes (0 in use, 0 in"
                  + " quarantine): a batch must fit into it; raise memoryBudget (and"
                  + " -XX:MaxDirectMemorySize), lower batchBytes, or run fewer tasks at once");
    }
  }

  @Test
  void shouldGiveUpAWaitThatCannotEnd() throws Exception {
    try (SlabLease lease = pool.lease(MIB)) {
      Slab held = lease.acquire(MIB);
      assertThatThrownBy(() -> lease.acquire(MIB))
          .isInstanceOf(NoRoomException.class)
          .hasMessageContaining("memoryBudget=1048576")
          .hasMessageContaining("batches are kept open while more are asked for");
      held.release();
      lease.acquire(MIB).release();
    }
    assertThat(pool.heldBytes()).isZero();
  }

  @Test
  void shouldServeALargeRequestBeforeLaterSmallOnes() throws Exception {
    List<String> served = Collections.synchronizedList(new ArrayList<>());
    try (SlabLease holder = pool.lease(4 * MIB);
        SlabLease large = pool.lease(4 * MIB);
        SlabLease small = pool.lease(4 * MIB)) {
      Slab held = holder.acquire(MIB);
      Thread first = waiting(large, 4 * MIB, served, "large");
      Thread second = waiting(small, MIB, served, "small");
      assertThat(holder.tryAcquire(1)).isNull();
      held.release();
      first.join();
      second.join();
    }
    assertThat(served).containsExactly("large", "small");
  }

  @Test
  void shouldLeaveNoTraceOfAnInterruptedWait() throws Exception {
    try (SlabLease holder = pool.lease(MIB);
        SlabLease lease = pool.lease(MIB)) {
      Slab held = holder.acquire(MIB);
      Thread waiter = waiting(lease, MIB, new ArrayList<>(), "");
      waiter.interrupt();
      waiter.join();
      held.release();
      Slab again = holder.acquire(MIB);
      again.release();
    }
    assertThat(pool.heldBytes()).isZero();
  }

  @Test
  void shouldKeepQuarantinedSlabsFromUseForEver() throws Exception {
    try (SlabLease lease = pool.lease(2 * MIB)) {
      Slab slab = lease.acquire(MIB);
      assertThat(slab.quarantine()).isTrue();
      assertThat(slab.quarantine()).isFalse();
      slab.release();
      assertThat(lease.heldBytes()).isZero();
      assertThat(pool.heldBytes()).isEqualTo(MIB);
      Slab other = lease.acquire(MIB);
      assertThat(other).isNotSameAs(slab);
      assertThatThrownBy(() -> lease.acquire(2 * MIB))
          .hasMessageContaining("1048576 in quarantine");
      other.release();
      pool.trim();
      assertThat(pool.heldBytes()).isEqualTo(MIB);
    }
  }

  private static Thread waiting(SlabLease lease, int bytes, List<String> served, String name) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Slab slab = lease.acquire(bytes);
                served.add(name);
                slab.release();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    Awaitility.await().until(() -> lease.waiting);
    return thread;
  }
}
