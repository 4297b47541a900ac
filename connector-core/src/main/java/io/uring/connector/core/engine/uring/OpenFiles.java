package io.uring.connector.core.engine.uring;

import io.uring.connector.core.FileTable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ring's own table of open files, by <em>slot</em>. For whoever has the ring's turn.
 *
 * <p>No file is closed on its own: the next open in its slot replaces it, which measures as fast as
 * no close at all, and a close that races with the slot's next open would not be safe. Slots are
 * used again in the order in which they became free, so that a file of which more ranges are wanted
 * is mostly still open.
 */
final class OpenFiles {
  private static final int NONE = -1;

  private final Ring ring;
  private final int slots;
  private final int[] users;
  private final @Nullable FileTable[] tables;
  private final int[] numbers;
  private final boolean[] direct;

  /** Free slots, oldest first; a slot that is in use again while it is here is passed over. */
  private final int[] free;

  private final boolean[] queued;
  private int freeHead;
  private int freeCount;

  /** The slot that a file was last open in, by a hash that may forget but never lies. */
  private final int[] slotOfFile;

  private final ByteBuffer minusOnes;
  private final long minusOnesAddress;

  OpenFiles(final Ring ring, final NativeCalls calls, final int slots) {
    this.ring = ring;
    this.slots = slots;
    users = new int[slots];
    tables = new FileTable[slots];
    numbers = new int[slots];
    direct = new boolean[slots];
    free = new int[slots];
    queued = new boolean[slots];
    for (int slot = 0; slot < slots; slot++) {
      enqueue(slot);
    }
    slotOfFile = new int[Integer.highestOneBit(slots) * 8];
    Arrays.fill(slotOfFile, NONE);
    minusOnes = ByteBuffer.allocateDirect(slots * Integer.BYTES);
    while (minusOnes.hasRemaining()) {
      minusOnes.putInt(-1);
    }
    minusOnesAddress = calls.address(minusOnes);
  }

  /** A slot to open a file in. There is one while fewer are in use than the table has. */
  int take() {
    while (true) {
      if (freeCount == 0) {
        throw new IllegalStateException("all file slots of the ring are in use: slots=" + slots);
      }
      final int slot = free[freeHead];
      freeHead = freeHead + 1 == slots ? 0 : freeHead + 1;
      freeCount--;
      queued[slot] = false;
      if (users[slot] == 0) {
        users[slot] = 1;
        tables[slot] = null;
        return slot;
      }
    }
  }

  /** The slot in which a file is open, with one more user; -1 where it is not. */
  int share(final FileTable table, final int file, final boolean isDirect) {
    final int slot = slotOfFile[hash(file)];
    if (slot == NONE
        || tables[slot] != table
        || numbers[slot] != file
        || direct[slot] != isDirect) {
      return NONE;
    }
    users[slot]++;
    return slot;
  }

  /** Lets others share a file, now that it is known to be open. */
  void opened(final int slot, final FileTable table, final int file, final boolean isDirect) {
    tables[slot] = table;
    numbers[slot] = file;
    direct[slot] = isDirect;
    slotOfFile[hash(file)] = slot;
  }

  void release(final int slot) {
    if (--users[slot] == 0 && !queued[slot]) {
      enqueue(slot);
    }
  }

  /** Closes all files. Only when none is in use. */
  void closeAll() {
    Arrays.fill(tables, null);
    ring.closeSlots(minusOnesAddress, slots);
  }

  private void enqueue(final int slot) {
    free[(freeHead + freeCount) % slots] = slot;
    freeCount++;
    queued[slot] = true;
  }

  private int hash(final int file) {
    return ((file * 0x9E3779B9) >>> 7) & (slotOfFile.length - 1);
  }
}
