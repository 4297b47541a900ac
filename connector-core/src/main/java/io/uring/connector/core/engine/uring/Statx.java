package io.uring.connector.core.engine.uring;

import io.uring.connector.core.engine.FileCheck.Found;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code struct statx}, 256 bytes, of which this is asked for ({@code include/uapi/linux/stat.h}).
 *
 * <pre>
 *   0     28       30     40      48        112                  128   136       144
 *   +-----+--------+------+-------+---------+---------+----------+-----+---------+--- ... 256
 *   |     |stx_mode|      |stx_   |         |stx_mtime           |     |stx_dev  |
 *   |     |        |      |size   |         |tv_sec 8 |tv_nsec 4 |     |4 and 4  |
 *   +-----+--------+------+-------+---------+---------+----------+-----+---------+---
 * </pre>
 *
 * One for each ring, holding the last answer. For whoever has the ring's turn.
 */
final class Statx {
  /** What is known without asking a remote file system again. */
  static final int DONT_SYNC = 0x4000;

  private static final int TYPE_SIZE_MTIME = 0x241;
  private static final int SIZE = 256;
  private static final int STX_MODE = 28;
  private static final int STX_SIZE = 40;
  private static final int STX_MTIME = 112;
  private static final int STX_DEV = 136;
  private static final int S_IFMT = 0xF000;
  private static final int S_IFREG = 0x8000;
  private static final int S_IFDIR = 0x4000;

  private final NativeCalls calls;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
  private final long address;

  Statx(final NativeCalls calls) {
    this.calls = calls;
    address = calls.address(buffer);
  }

  /** Asks; 0, or a negative error number. */
  int look(final long path, final int flags) {
    return calls.statx(path, flags, TYPE_SIZE_MTIME, address);
  }

  Found found() {
    return switch (buffer.getShort(STX_MODE) & S_IFMT) {
      case S_IFREG -> Found.FILE;
      case S_IFDIR -> Found.FOLDER;
      default -> Found.SPECIAL;
    };
  }

  long size() {
    return buffer.getLong(STX_SIZE);
  }

  /** The device that it is on: its major and its minor number. */
  long device() {
    return buffer.getLong(STX_DEV);
  }

  /** As {@code FileTime} counts: times that a long cannot hold are the nearest that it can. */
  long modifiedNanos() {
    return nanos(buffer.getLong(STX_MTIME), buffer.getInt(STX_MTIME + 8));
  }

  static long nanos(final long seconds, final int nanos) {
    try {
      return Math.addExact(Math.multiplyExact(seconds, 1_000_000_000L), nanos);
    } catch (final ArithmeticException e) {
      return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
