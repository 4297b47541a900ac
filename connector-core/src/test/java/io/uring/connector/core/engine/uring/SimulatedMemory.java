package io.uring.connector.core.engine.uring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Ordinary direct memory at invented addresses. What has no address faults, and so does a write to
 * a slab that the engine does not have at that moment. Safe on any thread.
 */
final class SimulatedMemory {
  /** Between any two pieces, so that running out of one does not end in another. */
  private static final long GAP = 1L << 32;

  private final TreeMap<Long, ByteBuffer> pieces = new TreeMap<>();
  private final Map<ByteBuffer, Long> addresses = new IdentityHashMap<>();
  private final Set<ByteBuffer> slabs = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<ByteBuffer> lent = Collections.newSetFromMap(new IdentityHashMap<>());
  private long next = GAP;

  /** The address of a buffer's byte 0, the same each time. */
  synchronized long address(ByteBuffer buffer) {
    Long known = addresses.get(buffer);
    if (known != null) {
      return known;
    }
    long address = next;
    next += GAP;
    pieces.put(address, buffer);
    addresses.put(buffer, address);
    return address;
  }

  /** Maps new memory. */
  synchronized long map(int length) {
    return address(ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder()));
  }

  /** Ends a mapping. */
  synchronized void unmap(long address, long length) {
    ByteBuffer piece = pieces.get(address);
    if (piece == null || piece.capacity() != length) {
      throw new AssertionError("nothing is mapped at " + address + " with length " + length);
    }
    pieces.remove(address);
    addresses.remove(piece);
  }

  /** The memory that begins at an address. */
  synchronized ByteBuffer piece(long address) {
    ByteBuffer piece = pieces.get(address);
    if (piece == null) {
      throw new AssertionError("segmentation fault: address=" + address);
    }
    return piece;
  }

  /** From now on the engine may have this slab written to. */
  synchronized void lend(ByteBuffer slab) {
    slabs.add(slab);
    if (!lent.add(slab)) {
      throw new AssertionError("the engine has this slab already");
    }
  }

  /** From now on nobody may write to this slab. */
  synchronized void takeBack(ByteBuffer slab) {
    if (!lent.remove(slab)) {
      throw new AssertionError("the engine does not have this slab");
    }
  }

  /** Memory to read from: a copy with its position at the address. */
  synchronized ByteBuffer toRead(long address, int length) {
    return at(address, length);
  }

  /** Memory that the kernel may write to now: a copy with its position at the address. */
  synchronized ByteBuffer toWrite(long address, int length) {
    ByteBuffer piece = pieceOf(address);
    if (slabs.contains(piece) && !lent.contains(piece)) {
      throw new AssertionError("the kernel has a target in a slab that was handed back");
    }
    return at(address, length);
  }

  /** Whether an address is within a slab. */
  synchronized boolean isWithin(ByteBuffer slab, long address) {
    return pieceOf(address) == slab;
  }

  private ByteBuffer pieceOf(long address) {
    Map.Entry<Long, ByteBuffer> floor = pieces.floorEntry(address);
    if (floor == null || address - floor.getKey() > floor.getValue().capacity()) {
      throw new AssertionError("segmentation fault: address=" + address);
    }
    return floor.getValue();
  }

  private ByteBuffer at(long address, int length) {
    ByteBuffer piece = pieceOf(address);
    long offset = address - addresses.get(piece);
    if (length < 0 || offset + length > piece.capacity()) {
      throw new AssertionError("segmentation fault: address=" + address + ", length=" + length);
    }
    ByteBuffer copy = piece.duplicate().order(ByteOrder.nativeOrder());
    return copy.limit((int) offset + length).position((int) offset);
  }
}
