package io.uring.connector.core.engine.uring;

import io.uring.connector.core.Errno;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One io_uring: its two queues as mapped memory, and the calls on it. For one thread at a time.
 *
 * <p>Entries are written plainly and published by the release of the tail; completions are read
 * plainly after the acquire of their tail and given back by the release of the head.
 */
final class Ring {
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private static final int NEEDED =
      Params.FEAT_SINGLE_MMAP
          | Params.FEAT_NODROP
          | Params.FEAT_EXT_ARG
          | Params.FEAT_CQE_SKIP
          | Params.FEAT_LINKED_FILE;

  private static final int ENTER_GETEVENTS = 1;
  private static final int ENTER_EXT_ARG = 8;
  private static final int REGISTER_FILES_UPDATE2 = 14;
  private static final int REGISTER_FILES2 = 13;
  private static final int RSRC_REGISTER_SPARSE = 1;
  private static final int RSRC_REGISTER_SIZE = 32;

  // Scratch: a timespec, the argument of enter that points to it, and a register structure.
  private static final int TIMESPEC = 0;
  private static final int GETEVENTS_ARG = 16;
  private static final int GETEVENTS_ARG_SIZE = 24;
  private static final int REGISTER_ARG = 40;
  private static final int SCRATCH_SIZE = REGISTER_ARG + RSRC_REGISTER_SIZE;

  private final NativeCalls calls;
  private final int fd;
  private final long ringsAddress;
  private final long ringsSize;
  private final long sqesAddress;
  private final long sqesSize;
  private final ByteBuffer rings;
  private final ByteBuffer sqes;
  private final ByteBuffer scratch;
  private final long scratchAddress;
  private final int sqHead;
  private final int sqTail;
  private final int sqMask;
  private final int cqHead;
  private final int cqTail;
  private final int cqMask;
  private final int cqes;
  private int tail;

  private Ring(final NativeCalls calls, final int fd, final ByteBuffer params)
      throws UringUnavailableException {
    this.calls = calls;
    this.fd = fd;
    final int sqEntries = params.getInt(Params.SQ_ENTRIES);
    final int cqEntries = params.getInt(Params.CQ_ENTRIES);
    final boolean hasArray = (params.getInt(Params.FLAGS) & Params.SETUP_NO_SQARRAY) == 0;
    final int array = params.getInt(Params.SQ_ARRAY);
    cqes = params.getInt(Params.CQ_CQES);
    ringsSize =
        Math.max(
            cqes + (long) Cqe.SIZE * cqEntries,
            hasArray ? array + (long) Integer.BYTES * sqEntries : 0);
    sqesSize = (long) Sqe.SIZE * sqEntries;
    ringsAddress = map(ringsSize, Params.OFF_RINGS);
    long mapped = -1;
    try {
      mapped = map(sqesSize, Params.OFF_SQES);
    } finally {
      if (mapped < 0) {
        calls.munmap(ringsAddress, ringsSize);
      }
    }
    sqesAddress = mapped;
    rings = calls.view(ringsAddress, ringsSize);
    sqes = calls.view(sqesAddress, sqesSize);
    scratch = ByteBuffer.allocateDirect(SCRATCH_SIZE).order(ByteOrder.nativeOrder());
    scratchAddress = calls.address(scratch);
    sqHead = params.getInt(Params.SQ_HEAD);
    sqTail = params.getInt(Params.SQ_TAIL);
    sqMask = rings.getInt(params.getInt(Params.SQ_MASK));
    cqHead = params.getInt(Params.CQ_HEAD);
    cqTail = params.getInt(Params.CQ_TAIL);
    cqMask = rings.getInt(params.getInt(Params.CQ_MASK));
    for (int i = 0; hasArray && i < sqEntries; i++) {
      rings.putInt(array + Integer.BYTES * i, i);
    }
  }

  /**
   * Sets a ring up with the flags that this kernel knows.
   *
   * @param entries submissions between two calls of {@link #enter}
   * @param slots size of the table of files that only the ring sees
   */
  static Ring open(final NativeCalls calls, final int entries, final int slots)
      throws UringUnavailableException {
    final ByteBuffer params = ByteBuffer.allocateDirect(Params.SIZE).order(ByteOrder.nativeOrder());
    int fd = -Errno.EINVAL;
    for (int dropped = 0; fd == -Errno.EINVAL && dropped <= Params.SETUP_LADDER.length; dropped++) {
      int flags = Params.SETUP_CLAMP;
      for (int i = dropped; i < Params.SETUP_LADDER.length; i++) {
        flags |= Params.SETUP_LADDER[i];
      }
      for (int i = 0; i < Params.SIZE; i++) {
        params.put(i, (byte) 0);
      }
      params.putInt(Params.FLAGS, flags);
      fd = calls.io_uring_setup(entries, calls.address(params));
    }
    if (fd < 0) {
      throw new UringUnavailableException(
          "io_uring_setup failed: errno=" + Errno.describe(-fd) + hint(-fd), isPassing(-fd));
    }
    boolean ready = false;
    Ring ring = null;
    try {
      final int missing = NEEDED & ~params.getInt(Params.FEATURES);
      if (missing != 0) {
        throw new UringUnavailableException(
            "the kernel is older than 5.17: it lacks io_uring features 0x"
                + Integer.toHexString(missing));
      }
      ring = new Ring(calls, fd, params);
      ring.registerSlots(slots);
      ready = true;
      return ring;
    } finally {
      if (!ready) {
        if (ring == null) {
          calls.close(fd);
        } else {
          ring.close();
        }
      }
    }
  }

  /** The submission entries: an entry's place in here is what {@link #nextEntry} returns. */
  ByteBuffer sqes() {
    return sqes;
  }

  /**
   * Reserves the next entry. There is room while fewer are pending than the ring was opened for.
   */
  int nextEntry() {
    return (tail++ & sqMask) * Sqe.SIZE;
  }

  /** Entries written but not yet taken by the kernel. */
  int pending() {
    return tail - (int) INT.getAcquire(rings, sqHead);
  }

  /** The first entry that the kernel has not taken. Only while some are pending. */
  int firstPending() {
    return ((int) INT.getAcquire(rings, sqHead) & sqMask) * Sqe.SIZE;
  }

  /** The last entry that the kernel has taken. */
  int lastTaken() {
    return (((int) INT.getAcquire(rings, sqHead) - 1) & sqMask) * Sqe.SIZE;
  }

  /**
   * Submits what is pending and waits.
   *
   * @param minComplete completions to wait for
   * @param timeoutNanos the longest wait
   * @return submissions taken, or a negative error number
   */
  int enter(final int minComplete, final long timeoutNanos) {
    INT.setRelease(rings, sqTail, tail);
    scratch.putLong(TIMESPEC, timeoutNanos / 1_000_000_000L);
    scratch.putLong(TIMESPEC + 8, timeoutNanos % 1_000_000_000L);
    scratch.putLong(GETEVENTS_ARG, 0);
    scratch.putLong(GETEVENTS_ARG + 8, 0);
    scratch.putLong(GETEVENTS_ARG + 16, scratchAddress + TIMESPEC);
    return calls.io_uring_enter(
        fd,
        pending(),
        minComplete,
        ENTER_GETEVENTS | ENTER_EXT_ARG,
        scratchAddress + GETEVENTS_ARG,
        GETEVENTS_ARG_SIZE);
  }

  /** The number of the first completion that has not been taken. */
  int firstCompletion() {
    return rings.getInt(cqHead);
  }

  /** The number behind the last completion. */
  int endOfCompletions() {
    return (int) INT.getAcquire(rings, cqTail);
  }

  long userData(final int completion) {
    return rings.getLong(cqes + (completion & cqMask) * Cqe.SIZE + Cqe.USER_DATA);
  }

  int result(final int completion) {
    return rings.getInt(cqes + (completion & cqMask) * Cqe.SIZE + Cqe.RES);
  }

  /** Gives completions back to the kernel. */
  void taken(final int endOfCompletions) {
    INT.setRelease(rings, cqHead, endOfCompletions);
  }

  /** Closes the files in the first slots, as many as the array at the address has entries of -1. */
  int closeSlots(final long minusOnes, final int count) {
    scratch.putInt(REGISTER_ARG, 0);
    scratch.putInt(REGISTER_ARG + 4, 0);
    scratch.putLong(REGISTER_ARG + 8, minusOnes);
    scratch.putLong(REGISTER_ARG + 16, 0);
    scratch.putInt(REGISTER_ARG + 24, count);
    scratch.putInt(REGISTER_ARG + 28, 0);
    return calls.io_uring_register(
        fd, REGISTER_FILES_UPDATE2, scratchAddress + REGISTER_ARG, RSRC_REGISTER_SIZE);
  }

  /** Gives everything back. Only when nothing is in flight. */
  void close() {
    calls.munmap(sqesAddress, sqesSize);
    calls.munmap(ringsAddress, ringsSize);
    calls.close(fd);
  }

  private void registerSlots(final int slots) throws UringUnavailableException {
    scratch.putInt(REGISTER_ARG, slots);
    scratch.putInt(REGISTER_ARG + 4, RSRC_REGISTER_SPARSE);
    scratch.putLong(REGISTER_ARG + 8, 0);
    scratch.putLong(REGISTER_ARG + 16, 0);
    scratch.putLong(REGISTER_ARG + 24, 0);
    final int result =
        calls.io_uring_register(
            fd, REGISTER_FILES2, scratchAddress + REGISTER_ARG, RSRC_REGISTER_SIZE);
    if (result < 0) {
      throw new UringUnavailableException(
          "io_uring_register of "
              + slots
              + " file slots failed: errno="
              + Errno.describe(-result)
              + (result == -Errno.EMFILE
                  ? "; raise the limit on open files (ulimit -n) or lower the option queueDepth"
                  : ""),
          isPassing(-result));
    }
  }

  private long map(final long size, final long offset) throws UringUnavailableException {
    final long address = calls.mmap(size, fd, offset);
    if (address < 0) {
      throw new UringUnavailableException(
          "mmap of the ring failed: errno=" + Errno.describe((int) -address),
          isPassing((int) -address));
    }
    return address;
  }

  private static boolean isPassing(final int errno) {
    return switch (errno) {
      case Errno.ENOMEM, Errno.EMFILE, Errno.ENFILE, Errno.EAGAIN, Errno.EINTR -> true;
      default -> false;
    };
  }

  private static String hint(final int errno) {
    return switch (errno) {
      case Errno.EPERM, Errno.EACCES ->
          "; the container's seccomp profile or the sysctl kernel.io_uring_disabled denies it";
      case Errno.ENOSYS -> "; the kernel or the sandbox has no io_uring";
      case Errno.ENOMEM -> "; raise the limit on locked memory (ulimit -l)";
      case Errno.EMFILE, Errno.ENFILE -> "; raise the limit on open files (ulimit -n)";
      default -> "";
    };
  }
}
