package io.uring.connector.core.engine.uring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * What is to be known of the file systems that files are on. For whoever has the ring's turn.
 *
 * <p>FUSE (virtiofs too), where it is mounted or opened for direct I/O, is not safe on a ring: when
 * a read comes back short, Linux reads the rest by itself, but from the read's first offset again,
 * and reports the full count: bytes are repeated and nothing shows it (seen on 6.18; {@code pread}
 * is right). Whether a file was opened so cannot be asked for, so all of FUSE is left to blocking
 * reads; it serves io_uring from worker threads anyway.
 */
final class FileSystems {
  // As in include/uapi/linux/magic.h.
  private static final int FUSE = 0x65735546;
  private static final int EXT4 = 0xEF53;
  private static final int XFS = 0x58465342;
  private static final int BTRFS = 0x9123683E;
  private static final int TMPFS = 0x01021994;

  /** {@code struct statfs}: 120 bytes on 64-bit systems; its first 8 are the type. */
  private static final int SIZE = 128;

  private final NativeCalls calls;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
  private final long address;
  private final Map<Long, Integer> typesByDevice = new HashMap<>();
  private long latestDevice = -1;
  private int latestType;

  FileSystems(final NativeCalls calls) {
    this.calls = calls;
    address = calls.address(buffer);
  }

  /** The type of the file system that is on a device, and that holds what is at a path; or 0. */
  int type(final long device, final long path) {
    if (device != latestDevice) {
      latestType = typesByDevice.computeIfAbsent(device, unknown -> type(path));
      latestDevice = device;
    }
    return latestType;
  }

  /** Whether a ring may read it wrong. */
  static boolean isUnsafe(final int type) {
    return type == FUSE;
  }

  /** Whether an open waits for nothing but a disk of this machine. */
  static boolean isLocal(final int type) {
    return type == EXT4 || type == XFS || type == BTRFS || type == TMPFS;
  }

  /** The type of the file system that holds what is at a path; or 0. */
  int type(final long path) {
    return calls.statfs(path, address) == 0 ? (int) buffer.getLong(0) : 0;
  }
}
