package io.uring.connector.core.memory;

import java.util.HashSet;
import java.util.Set;

/**
 * What all readers hold, and what is in quarantine, against the limit of whoever asks: each lease
 * brings its own. Guarded by the pool's lock.
 */
final class Budget {
  private final Set<SlabLease> leases = new HashSet<>();
  private long inUse;
  private long quarantined;

  void open(final SlabLease lease) {
    leases.add(lease);
  }

  void close(final SlabLease lease) {
    lease.closed = true;
    forget(lease);
  }

  void take(final SlabLease lease, final int bytes) {
    inUse += bytes;
    lease.held += bytes;
  }

  void giveBack(final SlabLease lease, final int bytes) {
    inUse -= bytes;
    lease.held -= bytes;
    forget(lease);
  }

  /** What no reader gives back any more stays counted. */
  void quarantine(final SlabLease lease, final int bytes) {
    giveBack(lease, bytes);
    quarantined += bytes;
  }

  /** Bytes that readers hold. */
  long inUse() {
    return inUse;
  }

  /** Bytes in use and in quarantine. */
  long spent() {
    return inUse + quarantined;
  }

  /** What the limit of a lease leaves; below 0 where others, with larger limits, hold more. */
  long left(final SlabLease lease) {
    return lease.limit() - spent();
  }

  /** Whether there would be room if nobody held anything. */
  boolean canEverFit(final SlabLease lease, final int bytes) {
    return bytes <= lease.limit() - quarantined;
  }

  /** Whether nothing can come back: all that is held is held by readers that wait for more. */
  boolean everyHolderWaits() {
    for (final SlabLease lease : leases) {
      if (lease.held > 0 && !lease.waiting) {
        return false;
      }
    }
    return true;
  }

  NoRoomException noRoom(final SlabLease lease, final int bytes, final String why) {
    return new NoRoomException(
        "option memoryBudget="
            + lease.limit()
            + " has no room for "
            + bytes
            + " bytes ("
            + inUse
            + " in use, "
            + quarantined
            + " in quarantine): "
            + why
            + "; raise memoryBudget (and -XX:MaxDirectMemorySize), lower batchBytes, or run fewer"
            + " tasks at once");
  }

  /** A lease is remembered while it can still ask for slabs or give some back. */
  private void forget(final SlabLease lease) {
    if (lease.closed && lease.held == 0) {
      leases.remove(lease);
    }
  }
}
