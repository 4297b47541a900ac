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
  private final ByteBuffer path = ByteBuffer.allocateDirect(RowFiles.PATH_MAX);
  private final long pathAddress;
  private final ByteBuffer iovecs =
      ByteBuffer.allocateDirect(IOVECS_SIZE + 1).order(ByteOrder.nativeOrder());
  private final long iovecsAddress;
  private final FileSystems fileSystems;
  private final OpenFolders folders;
  private @Nullable FileTable previousTable;
  private int previousDirectory;
  private @Nullable FileTable latestTable;
  private int latestDirectory;
  private boolean latestIsLocal;
  private @Nullable ByteBuffer latestTarget;
  private long latestAddress;
  private int descriptor;

  DescriptorCalls(final NativeCalls calls) {
    this.calls = calls;
    pathAddress = calls.address(path);
    iovecsAddress = calls.address(iovecs);
    fileSystems = new FileSystems(calls);
    folders = new OpenFolders(calls);
    iovecs.putLong(16, iovecsAddress + IOVECS_SIZE);
    iovecs.putLong(24, 1);
  }

  @Override
  public boolean isLocal(final FileTable files, final int file) {
    final int directory = files.directory(file);
    if (files != latestTable || directory != latestDirectory) {
      latestTable = files;
      latestDirectory = directory;
      latestIsLocal = isLocal(files.directoryBytes(directory));
    }
    return latestIsLocal;
  }

  private boolean isLocal(final byte[] folder) {
    if (folder.length >= RowFiles.PATH_MAX) {
      return false;
    }
    path.clear();
    path.put(folder.length == 0 ? new byte[] {'/'} : folder).put((byte) 0);
    return FileSystems.isLocal(fileSystems.type(pathAddress));
  }

  @Override
  public int open(final FileTable files, final int file, final boolean direct) {
    if (files.pathLength(file) >= RowFiles.PATH_MAX) {
      return -Errno.ENAMETOOLONG;
    }
    final int folder = folder(files, files.directory(file));
    path.clear();
    if (folder == OpenFolders.NONE) {
      files.putPath(file, path);
    } else {
      files.putName(file, path);
    }
    path.put((byte) 0);
    descriptor =
        calls.openat(
            folders.descriptor(folder), pathAddress, direct ? FLAGS | OpenFlags.DIRECT : FLAGS);
    folders.release(folder);
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
  public void rest() {
    folders.closeUnused();
    previousTable = null;
  }

  /** The open folder of a file, from the second file in a row that is in it. */
  private int folder(final FileTable files, final int directory) {
    if (files == previousTable && directory == previousDirectory) {
      return folders.take(files, directory);
    }
    previousTable = files;
    previousDirectory = directory;
    return OpenFolders.NONE;
  }

  @Override
  public void close() {
    calls.close(descriptor);
  }
}
