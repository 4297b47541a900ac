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

  static final byte OP_ASYNC_CANCEL = 14;
  static final byte OP_OPENAT = 18;
  static final byte OP_READ = 22;

  /** The fd is a slot of the ring's own table. */
  static final byte FIXED_FILE = 1;

  /** The next entry begins when this one has succeeded, and is canceled when it has not. */
  static final byte IO_LINK = 1 << 2;

  /** A completion only where this one fails; entries linked behind it then complete silently. */
  static final byte CQE_SKIP_SUCCESS = 1 << 6;

  private static final int AT_FDCWD = -100;

  /**
   * O_NONBLOCK: opening a FIFO that has taken a file's place returns at once. O_CLOEXEC is refused
   * for slots, which no exec can see.
   */
  private static final int OPEN_FLAGS = 0x800;

  /** All requests of the ring. */
  private static final int CANCEL_ALL_ANY = 1 | 4;

  private Sqe() {}

  static void prepareOpenDirect(
      final ByteBuffer sqes, final int at, final long path, final int slot, final long userData) {
    prepare(sqes, at, OP_OPENAT, (byte) (IO_LINK | CQE_SKIP_SUCCESS), AT_FDCWD, userData);
    sqes.putLong(at + 8, 0);
    sqes.putLong(at + 16, path);
    sqes.putInt(at + 24, 0);
    sqes.putInt(at + 28, OPEN_FLAGS);
    sqes.putInt(at + 44, slot + 1);
  }

  static void prepareRead(
      final ByteBuffer sqes,
      final int at,
      final int slot,
      final long offset,
      final long address,
      final int length,
      final long userData) {
    prepare(sqes, at, OP_READ, FIXED_FILE, slot, userData);
    sqes.putLong(at + 8, offset);
    sqes.putLong(at + 16, address);
    sqes.putInt(at + 24, length);
    sqes.putInt(at + 28, 0);
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
