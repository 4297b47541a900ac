package io.uring.connector.core.engine.uring;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.engine.FileCheck;
import io.uring.connector.core.engine.FileCheck.Found;
import io.uring.connector.core.memory.Slab;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The files that are being read on one ring. For the ring's thread only; nothing is allocated per
 * file.
 *
 * <p>A file takes a <em>slot</em>: a place in the ring's own table of open files, and the state
 * here. A <em>read</em> is one request to the kernel for a piece of it. A file begins with an open
 * linked to the read of its first piece; what is left of a large one follows in pieces side by
 * side. No file is closed on its own: the next open in its slot replaces it, which measures as fast
 * as no close at all, and a close that races with the slot's next open would not be safe. When its
 * last read is done, the file is compared with its listing.
 *
 * <p>A completion is recognised by {@code generation << 32 | read << 1 | isOpen}, so that a late
 * one is never taken for that of the next file.
 */
final class FileReads {
  /** The kernel's limit on a path, with the NUL at its end. */
  static final int PATH_MAX = 4096;

  /** Large files are read in pieces of this size, so that one file fills the queue. */
  private static final int PIECE = 1 << 20;

  private static final int MOST_RETRIES = 16;
  private static final int NO_SLOT = -1;

  /** The completion of a cancellation, which nobody waits for. */
  static final long NO_READ = -1;

  private final Ring ring;
  private final NativeCalls calls;
  private final int depth;

  // By slot.
  private final @Nullable BatchRead[] batches;
  private final @Nullable ReadFailure[] failures;
  private final int[] rows;
  private final int[] asked;
  private final int[] landed;
  private final int[] readsInFlight;
  private final boolean[] spread;
  private final int[] ticks;
  private final long[] target;
  private final ByteBuffer paths;
  private final long pathsAddress;

  // By read.
  private final int[] slotOf;
  private final int[] from;
  private final int[] left;
  private final int[] retries;
  private final int[] generations;

  private final IntStack freeSlots;
  private final IntStack freeReads;

  /** Slots of files that are open and have pieces that were not asked for yet. */
  private final IntStack partly;

  private final Statx statx;
  private final ByteBuffer minusOnes;

  FileReads(final Ring ring, final NativeCalls calls, final int depth) {
    this.ring = ring;
    this.calls = calls;
    this.depth = depth;
    batches = new BatchRead[depth];
    failures = new ReadFailure[depth];
    rows = new int[depth];
    asked = new int[depth];
    landed = new int[depth];
    readsInFlight = new int[depth];
    spread = new boolean[depth];
    ticks = new int[depth];
    target = new long[depth];
    paths = ByteBuffer.allocateDirect(depth * PATH_MAX);
    pathsAddress = calls.address(paths);
    slotOf = new int[depth];
    Arrays.fill(slotOf, NO_SLOT);
    from = new int[depth];
    left = new int[depth];
    retries = new int[depth];
    generations = new int[depth];
    freeSlots = IntStack.full(depth);
    freeReads = IntStack.full(depth);
    partly = IntStack.empty(depth);
    statx = new Statx(calls);
    minusOnes = ByteBuffer.allocateDirect(depth * Integer.BYTES);
    while (minusOnes.hasRemaining()) {
      minusOnes.putInt(-1);
    }
  }

  /** Reads whose completion has not been seen: their memory is the kernel's. */
  int inFlight() {
    return depth - freeReads.size();
  }

  /** Whether another file can begin. */
  boolean hasRoom() {
    return !freeSlots.isEmpty() && !freeReads.isEmpty();
  }

  /** Where a slab is, to be asked once for a burst of its rows. */
  long address(final Slab slab) {
    return calls.address(slab.buffer());
  }

  /** Closes all files. Only when nothing is in flight. */
  void closeFiles() {
    ring.closeSlots(calls.address(minusOnes), depth);
  }

  /**
   * Begins a row, or reports it at once where it cannot begin.
   *
   * @return submissions made
   */
  int begin(final BatchRead batch, final int row, final long slabAddress) {
    final FileTable files = batch.files();
    final int file = batch.file(row);
    if (batch.isCanceled()) {
      batch.failed(row, failure("open", Errno.ECANCELED, batch, row));
      return 0;
    }
    final ReadFailure refused = FileCheck.beforeOpen(batch, row);
    if (refused != null) {
      batch.failed(row, refused);
      return 0;
    }
    if (files.pathLength(file) >= PATH_MAX) {
      batch.failed(row, failure("open", Errno.ENAMETOOLONG, batch, row));
      return 0;
    }
    final int slot = freeSlots.pop();
    batches[slot] = batch;
    rows[slot] = row;
    landed[slot] = 0;
    spread[slot] = false;
    ticks[slot] = 0;
    target[slot] = slabAddress + batch.position(row);
    failures[slot] = null;
    paths.position(slot * PATH_MAX);
    files.putPath(file, paths);
    paths.put((byte) 0);
    final int piece = Math.min(PIECE, batch.length(row));
    asked[slot] = piece;
    prepareChain(newRead(slot, 0, piece));
    return 2;
  }

  /** Asks for pieces of large files that are open, as far as there is room. */
  void continueLarge() {
    while (!partly.isEmpty() && !freeReads.isEmpty()) {
      final int slot = partly.peek();
      final BatchRead batch = batch(slot);
      final int piece = Math.min(PIECE, batch.length(rows[slot]) - asked[slot]);
      prepareRead(newRead(slot, asked[slot], piece));
      batch.counters().add(Counter.SUBMISSIONS, 1);
      asked[slot] += piece;
      if (asked[slot] == batch.length(rows[slot])) {
        partly.pop();
      }
    }
  }

  /**
   * To be called once a second: cancels reads that wait on something that is no file. A FIFO that
   * has taken a file's place, and that somebody holds open without writing, keeps a read waiting
   * for ever, O_NONBLOCK or not. What is slow for another reason is looked at once.
   */
  void tick() {
    for (int slot = 0; slot < depth; slot++) {
      if (batches[slot] != null
          && ticks[slot]++ == 1
          && stat(slot, Statx.DONT_SYNC) == 0
          && statx.found() != Found.FILE) {
        cancelReads(slot);
      }
    }
  }

  /** Asks for nothing more: what is not whole when its reads in flight have ended is canceled. */
  void cancelAll() {
    for (final BatchRead batch : batches) {
      if (batch != null) {
        batch.cancel();
      }
    }
    while (!partly.isEmpty()) {
      final int slot = partly.pop();
      final BatchRead batch = batch(slot);
      asked[slot] = batch.length(rows[slot]);
      if (readsInFlight[slot] == 0) {
        finish(slot, batch, rows[slot], asked[slot]);
      }
    }
  }

  /** Takes a completion. */
  void completed(final long userData, final int result) {
    final int read = (int) (userData & 0xFFFFFFFFL) >>> 1;
    if (read >= depth || generations[read] != (int) (userData >>> 32)) {
      return;
    }
    final boolean open = (userData & 1) != 0;
    final int slot = slotOf[read];
    final BatchRead batch = batch(slot);
    if ((result == -Errno.EAGAIN || result == -Errno.EINTR) && retries[read]++ < MOST_RETRIES) {
      batch.counters().add(Counter.RETRIES, 1);
      batch.counters().add(Counter.SUBMISSIONS, open ? 2 : 1);
      if (open) {
        prepareChain(read);
      } else {
        prepareRead(read);
      }
      return;
    }
    if (result < 0) {
      if (failures[slot] == null) {
        failures[slot] = failure(open ? "open" : "read", -result, batch, rows[slot]);
      }
    } else if (result > 0) {
      landed[slot] += result;
      from[read] += result;
      left[read] -= result;
      if (left[read] > 0 && failures[slot] == null) {
        batch.counters().add(Counter.SHORT_READS, 1);
        batch.counters().add(Counter.SUBMISSIONS, 1);
        prepareRead(read);
        return;
      }
    }
    done(read, slot, batch);
  }

  /**
   * Gives up on what is in flight: the kernel may still write to these slabs, so they are kept from
   * use for ever.
   */
  void quarantine() {
    for (int slot = 0; slot < depth; slot++) {
      final BatchRead batch = batches[slot];
      if (batch != null) {
        if (batch.slab().quarantine()) {
          batch.counters().add(Counter.QUARANTINED_BYTES, batch.slab().capacity());
        }
        batches[slot] = null;
        batch.failed(rows[slot], failure("read", Errno.ECANCELED, batch, rows[slot]));
      }
    }
  }

  private void cancelReads(final int slot) {
    for (int read = 0; read < depth; read++) {
      if (slotOf[read] == slot) {
        Sqe.prepareCancel(ring.sqes(), ring.nextEntry(), userData(read), NO_READ);
      }
    }
  }

  private void done(final int read, final int slot, final BatchRead batch) {
    final int row = rows[slot];
    final int length = batch.length(row);
    final boolean whole = left[read] == 0;
    generations[read]++;
    slotOf[read] = NO_SLOT;
    freeReads.push(read);
    readsInFlight[slot]--;
    if (asked[slot] < length) {
      if (!whole || failures[slot] != null || batch.isCanceled()) {
        asked[slot] = length;
        partly.remove(slot);
      } else if (!spread[slot]) {
        // The first piece has shown that the file is open: the others may follow side by side.
        spread[slot] = true;
        partly.push(slot);
      }
    }
    if (readsInFlight[slot] == 0 && asked[slot] == length) {
      finish(slot, batch, row, length);
    }
  }

  private void finish(final int slot, final BatchRead batch, final int row, final int length) {
    ReadFailure failure = failures[slot];
    if (failure == null && landed[slot] < length && batch.isCanceled()) {
      failure = failure("read", Errno.ECANCELED, batch, row);
    } else if (failure == null) {
      failure = compare(slot, batch, row);
      if (failure == null && landed[slot] < length) {
        failure = FileCheck.endedEarly(batch, row, landed[slot]);
      }
    } else if (stat(slot, 0) == 0 && statx.found() != Found.FILE) {
      // What a FIFO or a folder in the file's place makes the ring say is not what has happened.
      failure = compare(slot, batch, row);
    }
    batches[slot] = null;
    failures[slot] = null;
    freeSlots.push(slot);
    if (failure == null) {
      batch.succeeded(row);
    } else {
      batch.failed(row, failure);
    }
  }

  private @Nullable ReadFailure compare(final int slot, final BatchRead batch, final int row) {
    final int result = stat(slot, 0);
    if (result < 0) {
      return failure("stat", -result, batch, row);
    }
    return FileCheck.afterRead(batch, row, statx.found(), statx.size(), statx.modifiedNanos());
  }

  private int stat(final int slot, final int flags) {
    return statx.look(pathsAddress + (long) slot * PATH_MAX, flags);
  }

  private int newRead(final int slot, final int start, final int length) {
    final int read = freeReads.pop();
    slotOf[read] = slot;
    from[read] = start;
    left[read] = length;
    retries[read] = 0;
    readsInFlight[slot]++;
    return read;
  }

  private void prepareChain(final int read) {
    final int slot = slotOf[read];
    Sqe.prepareOpenDirect(
        ring.sqes(),
        ring.nextEntry(),
        pathsAddress + (long) slot * PATH_MAX,
        slot,
        userData(read) | 1);
    prepareRead(read);
  }

  private void prepareRead(final int read) {
    final int slot = slotOf[read];
    final BatchRead batch = batch(slot);
    Sqe.prepareRead(
        ring.sqes(),
        ring.nextEntry(),
        slot,
        batch.requests().offset(batch.request(rows[slot])) + from[read],
        target[slot] + from[read],
        left[read],
        userData(read));
  }

  private long userData(final int read) {
    return ((long) generations[read] << 32) | ((long) read << 1);
  }

  private BatchRead batch(final int slot) {
    final BatchRead batch = batches[slot];
    if (batch == null) {
      throw new IllegalStateException("slot is free: slot=" + slot);
    }
    return batch;
  }

  private static ReadFailure failure(
      final String operation, final int errno, final BatchRead batch, final int row) {
    return ReadFailure.of(operation, errno, batch.requests().get(batch.request(row)));
  }
}
