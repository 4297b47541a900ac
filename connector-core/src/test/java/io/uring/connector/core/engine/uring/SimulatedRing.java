package io.uring.connector.core.engine.uring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The kernel's side of the two queues. */
final class SimulatedRing {
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private static final int FEATURES =
      Params.FEAT_SINGLE_MMAP
          | Params.FEAT_NODROP
          | Params.FEAT_EXT_ARG
          | Params.FEAT_CQE_SKIP
          | Params.FEAT_LINKED_FILE;

  // Offsets that no kernel has, so that nobody relies on those of one.
  private static final int SQ_MASK = 24;
  private static final int SQ_HEAD = 64;
  private static final int SQ_TAIL = 128;
  private static final int CQ_MASK = 28;
  private static final int CQ_HEAD = 192;
  private static final int CQ_TAIL = 256;
  private static final int CQES = 320;

  private final SimulatedMemory memory;
  private final int sqEntries;
  private final int cqEntries;
  private final boolean hasArray;
  private final int array;
  private ByteBuffer rings;
  private ByteBuffer sqes;
  private int sqHead;
  private int cqTail;

  SimulatedRing(SimulatedMemory memory, ByteBuffer params, int entries, boolean hasArray) {
    this.memory = memory;
    this.hasArray = hasArray;
    sqEntries = entries == 1 ? 1 : Integer.highestOneBit(entries - 1) << 1;
    cqEntries = 2 * sqEntries;
    array = hasArray ? CQES + Cqe.SIZE * cqEntries : 0;
    params.putInt(Params.SQ_ENTRIES, sqEntries);
    params.putInt(Params.CQ_ENTRIES, cqEntries);
    params.putInt(Params.FEATURES, FEATURES);
    params.putInt(Params.SQ_HEAD, SQ_HEAD);
    params.putInt(Params.SQ_TAIL, SQ_TAIL);
    params.putInt(Params.SQ_MASK, SQ_MASK);
    params.putInt(Params.SQ_ARRAY, array);
    params.putInt(Params.CQ_HEAD, CQ_HEAD);
    params.putInt(Params.CQ_TAIL, CQ_TAIL);
    params.putInt(Params.CQ_MASK, CQ_MASK);
    params.putInt(Params.CQ_CQES, CQES);
  }

  /** Maps the queues. */
  long map(long length) {
    int size = hasArray ? array + Integer.BYTES * sqEntries : CQES + Cqe.SIZE * cqEntries;
    SimulatedKernel.check(length == size, "the rings are of another size: " + length);
    long address = memory.map(size);
    rings = memory.piece(address);
    rings.putInt(SQ_MASK, sqEntries - 1);
    rings.putInt(CQ_MASK, cqEntries - 1);
    return address;
  }

  /** Maps the submission entries. */
  long mapEntries(long length) {
    SimulatedKernel.check(length == Sqe.SIZE * sqEntries, "so many entries: " + length);
    long address = memory.map((int) length);
    sqes = memory.piece(address);
    return address;
  }

  /** Entries that wait to be taken. */
  int submitted() {
    int count = (int) INT.getAcquire(rings, SQ_TAIL) - sqHead;
    SimulatedKernel.check(count >= 0 && count <= sqEntries, "entries overwritten: " + count);
    return count;
  }

  /** A copy of the next entry. */
  ByteBuffer nextSubmission() {
    int index = sqHead & (sqEntries - 1);
    int place = hasArray ? rings.getInt(array + Integer.BYTES * index) : index;
    ByteBuffer copy = ByteBuffer.allocate(Sqe.SIZE).order(ByteOrder.nativeOrder());
    copy.put(0, sqes, place * Sqe.SIZE, Sqe.SIZE);
    INT.setRelease(rings, SQ_HEAD, ++sqHead);
    return copy;
  }

  /** Completions that have not been given back. */
  int completions() {
    return cqTail - (int) INT.getAcquire(rings, CQ_HEAD);
  }

  void complete(long userData, int result) {
    SimulatedKernel.check(completions() < cqEntries, "the completion queue overflows");
    int at = CQES + (cqTail & (cqEntries - 1)) * Cqe.SIZE;
    rings.putLong(at + Cqe.USER_DATA, userData);
    rings.putInt(at + Cqe.RES, result);
    rings.putInt(at + Cqe.RES + 4, 0);
    INT.setRelease(rings, CQ_TAIL, ++cqTail);
  }
}
