package io.uring.connector.core.engine.uring;

import java.nio.ByteBuffer;

/**
 * {@code struct io_uring_sqe}, 64 bytes: one request to the kernel.
 *
 * <pre>
 *   0      1     2      4        8            16           24     28
 *   +------+-----+------+--------+------------+------------+------+-----------+
 *   |opcode|flags|ioprio|fd      |off         |addr        |len   |op flags   |
 *   +------+-----+------+--------+------------+------------+------+-----------+
 *   32                           40        42           44           48      64
 *   +----------------------------+---------+------------+------------+--------+
 *   |user_data                   |buf_index|personality |file_index  |  0     |
 *   +----------------------------+---------+------------+------------+--------+
 * </pre>
 */
final class Sqe {
  static final int SIZE = 64;

  static final byte OP_NOP = 0;
  static final byte OP_READV = 1;
  static final byte OP_ASYNC_CANCEL = 14;
  static final byte OP_OPENAT = 18;
  static final byte OP_READ = 22;
  static final byte OP_FADVISE = 24;

  /** The fd is a slot of the ring's own table. */
  static final byte FIXED_FILE = 1;

  /** The next entry begins when this one has succeeded, and is canceled when it has not. */
  static final byte IO_LINK = 1 << 2;

  /** A completion only where this one fails; entries linked behind it then complete silently. */
  static final byte CQE_SKIP_SUCCESS = 1 << 6;

  /** Not for the page cache: the pages of a read go when it has ended (Linux 6.14). */
  static final int RWF_DONTCACHE = 0x80;

  /** What is read of a file comes in no order. */
  private static final int POSIX_FADV_RANDOM = 1;

  /** All requests of the ring. */
  private static final int CANCEL_ALL_ANY = 1 | 4;

  private Sqe() {}

  /**
   * Opens a file into a slot; the entry behind it begins when that has succeeded. Not with
   * O_NONBLOCK, which io_uring takes for a promise that reads never block: it would run those of
   * NFS and FUSE within {@code io_uring_enter}, one after another. Nor with O_CLOEXEC, which is
   * refused for slots, as no exec can see them.
   */
  static void prepareOpenLinked(
      final ByteBuffer sqes,
      final int at,
      final int folder,
      final long path,
      final int flags,
      final int slot,
      final long userData) {
    prepare(sqes, at, OP_OPENAT, (byte) (IO_LINK | CQE_SKIP_SUCCESS), folder, userData);
    sqes.putLong(at + 8, 0);
    sqes.putLong(at + 16, path);
    sqes.putInt(at + 24, 0);
    sqes.putInt(at + 28, flags);
    sqes.putInt(at + 44, slot + 1);
  }

  static void prepareRead(
      final ByteBuffer sqes,
      final int at,
      final int slot,
      final long offset,
      final long address,
      final int length,
      final int flags,
      final long userData) {
    prepareTransfer(sqes, at, OP_READ, slot, offset, address, length, flags, userData);
  }

  /** Lets a read go to an open file in the place of a slot. */
  static void setDescriptor(final ByteBuffer sqes, final int at, final int descriptor) {
    sqes.put(at + 1, (byte) (sqes.get(at + 1) & ~FIXED_FILE));
    sqes.putInt(at + 4, descriptor);
  }

  /** Reads into several places, as {@code struct iovec} say, which stay there until the end. */
  static void prepareReadv(
      final ByteBuffer sqes,
      final int at,
      final int slot,
      final long offset,
      final long iovecs,
      final int count,
      final int flags,
      final long userData) {
    prepareTransfer(sqes, at, OP_READV, slot, offset, iovecs, count, flags, userData);
  }

  private static void prepareTransfer(
      final ByteBuffer sqes,
      final int at,
      final byte opcode,
      final int slot,
      final long offset,
      final long address,
      final int length,
      final int flags,
      final long userData) {
    prepare(sqes, at, opcode, FIXED_FILE, slot, userData);
    sqes.putLong(at + 8, offset);
    sqes.putLong(at + 16, address);
    sqes.putInt(at + 24, length);
    sqes.putInt(at + 28, flags);
    sqes.putInt(at + 44, 0);
  }

  /** Tells the kernel that what is read of a file comes in no order; completes when that fails. */
  static void prepareAdviseRandom(
      final ByteBuffer sqes, final int at, final int slot, final long userData) {
    prepare(sqes, at, OP_FADVISE, (byte) (FIXED_FILE | CQE_SKIP_SUCCESS), slot, userData);
    sqes.putLong(at + 8, 0);
    sqes.putLong(at + 16, 0);
    sqes.putInt(at + 24, 0);
    sqes.putInt(at + 28, POSIX_FADV_RANDOM);
    sqes.putInt(at + 44, 0);
  }

  static void prepareNop(final ByteBuffer sqes, final int at, final long userData) {
    prepare(sqes, at, OP_NOP, (byte) 0, -1, userData);
    sqes.putLong(at + 8, 0);
    sqes.putLong(at + 16, 0);
    sqes.putLong(at + 24, 0);
    sqes.putInt(at + 44, 0);
  }

  static void prepareCancelAll(final ByteBuffer sqes, final int at, final long userData) {
    prepare(sqes, at, OP_ASYNC_CANCEL, (byte) 0, -1, userData);
    sqes.putLong(at + 8, 0);
    sqes.putLong(at + 16, 0);
    sqes.putInt(at + 24, 0);
    sqes.putInt(at + 28, CANCEL_ALL_ANY);
    sqes.putInt(at + 44, 0);
  }

  /** Cancels one request. */
  static void prepareCancel(
      final ByteBuffer sqes, final int at, final long canceled, final long userData) {
    prepare(sqes, at, OP_ASYNC_CANCEL, (byte) 0, -1, userData);
    sqes.putLong(at + 8, 0);
    sqes.putLong(at + 16, canceled);
    sqes.putInt(at + 24, 0);
    sqes.putInt(at + 28, 0);
    sqes.putInt(at + 44, 0);
  }

  static boolean isLinked(final ByteBuffer sqes, final int at) {
    return (sqes.get(at + 1) & IO_LINK) != 0;
  }

  static long userData(final ByteBuffer sqes, final int at) {
    return sqes.getLong(at + 32);
  }

  private static void prepare(
      final ByteBuffer sqes,
      final int at,
      final byte opcode,
      final byte flags,
      final int fd,
      final long userData) {
    sqes.putInt(at, (opcode & 0xFF) | ((flags & 0xFF) << 8));
    sqes.putInt(at + 4, fd);
    sqes.putLong(at + 32, userData);
    sqes.putInt(at + 40, 0);
    sqes.putLong(at + 48, 0);
    sqes.putLong(at + 56, 0);
  }
}
