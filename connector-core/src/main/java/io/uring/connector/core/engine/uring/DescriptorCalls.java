package io.uring.connector.core.engine.uring;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.engine.BlockingCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Blocking reads by the calls of C: without the objects that Java makes for each file, and with one
 * call less, because a {@code preadv} also shows whether a file has grown.
 */
final class DescriptorCalls implements BlockingCalls {
  /** Not blocking, so that a FIFO in a file's place holds up nobody. */
  private static final int FLAGS = OpenFlags.NONBLOCK | OpenFlags.CLOEXEC;

  /** {@code struct iovec} is an address and a length, each of 8 bytes; a read has two. */
  private static final int IOVECS_SIZE = 32;

  private final NativeCalls calls;
  private final ByteBuffer path = ByteBuffer.allocateDirect(FileReads.PATH_MAX);
  private final long pathAddress;
  private final ByteBuffer iovecs =
      ByteBuffer.allocateDirect(IOVECS_SIZE + 1).order(ByteOrder.nativeOrder());
  private final long iovecsAddress;
  private @Nullable ByteBuffer latestTarget;
  private long latestAddress;
  private int descriptor;

  DescriptorCalls(final NativeCalls calls) {
    this.calls = calls;
    pathAddress = calls.address(path);
    iovecsAddress = calls.address(iovecs);
    iovecs.putLong(16, iovecsAddress + IOVECS_SIZE);
    iovecs.putLong(24, 1);
  }

  @Override
  public int open(final FileTable files, final int file, final boolean direct) {
    if (files.pathLength(file) >= FileReads.PATH_MAX) {
      return -Errno.ENAMETOOLONG;
    }
    path.clear();
    files.putPath(file, path);
    path.put((byte) 0);
    descriptor =
        calls.openat(
            OpenFolders.NO_DESCRIPTOR, pathAddress, direct ? FLAGS | OpenFlags.DIRECT : FLAGS);
    return Math.min(0, descriptor);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // The same memory is meant, not the same bytes.
  public int read(
      final long offset,
      final ByteBuffer target,
      final int position,
      final int length,
      final boolean behind) {
    if (target != latestTarget) {
      latestTarget = target;
      latestAddress = calls.address(target);
    }
    iovecs.putLong(0, latestAddress + position);
    iovecs.putLong(8, length);
    return calls.preadv(descriptor, iovecsAddress, behind ? 2 : 1, offset);
  }

  @Override
  public void close() {
    calls.close(descriptor);
  }
}
