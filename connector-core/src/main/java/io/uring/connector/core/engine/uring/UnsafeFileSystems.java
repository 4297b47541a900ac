package io.uring.connector.core.engine.uring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * File systems that a ring may read wrong. For the ring's thread only.
 *
 * <p>FUSE (virtiofs too) is one, where it is mounted or opened for direct I/O: when a read comes
 * back short, Linux reads the rest by itself, but from the read's first offset again, and reports
 * the full count: bytes are repeated and nothing shows it (seen on 6.18; {@code pread} is right).
 * Whether a file was opened so cannot be asked for, so all of FUSE is left to blocking reads; it
 * serves io_uring from worker threads anyway.
 */
final class UnsafeFileSystems {
  /** {@code FUSE_SUPER_MAGIC} in {@code include/uapi/linux/magic.h}. */
  private static final int FUSE = 0x65735546;

  /** {@code struct statfs}: 120 bytes on 64-bit systems; its first 8 are the type. */
  private static final int SIZE = 128;

  private final NativeCalls calls;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
  private final long address;
  private final Map<Long, Boolean> byDevice = new HashMap<>();
  private long latest = -1;
  private boolean latestIsUnsafe;

  UnsafeFileSystems(final NativeCalls calls) {
    this.calls = calls;
    address = calls.address(buffer);
  }

  /** Whether what is at a path, on that device, is on one of them. */
  boolean isOn(final long device, final long path) {
    if (device != latest) {
      latestIsUnsafe = byDevice.computeIfAbsent(device, unknown -> isUnsafe(path));
      latest = device;
    }
    return latestIsUnsafe;
  }

  private boolean isUnsafe(final long path) {
    return calls.statfs(path, address) == 0 && (int) buffer.getLong(0) == FUSE;
  }
}
