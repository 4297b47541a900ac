package io.uring.connector.core.engine.uring;

import java.nio.ByteBuffer;

/**
 * The C functions that the ring needs, named as in C. Each returns what the kernel returns: a value
 * of 0 or more, or a negative error number. Pointers are addresses. An instance is for one thread.
 */
interface NativeCalls {
  /** The binding's name, for people to see. */
  String name();

  int io_uring_setup(int entries, long params);

  int io_uring_enter(
      int fd, int toSubmit, int minComplete, int flags, long argument, long argumentSize);

  int io_uring_register(int fd, int opcode, long argument, int count);

  /** Reads a file's attributes by its absolute path, following links. */
  int statx(long path, int flags, int mask, long statxBuffer);

  /** Asks for the file system of what is at a path. */
  int statfs(long path, long statfsBuffer);

  /**
   * Opens what is at a path, which begins at an open folder where it has no slash; a descriptor.
   */
  int openat(int folder, long path, int flags);

  /** Reads into several places, as {@code struct iovec} say; bytes. */
  int preadv(int fd, long iovecs, int count, long offset);

  /** Maps a part of the ring, shared and writable; its address, or a negative error number. */
  long mmap(long length, int fd, long offset);

  int munmap(long address, long length);

  int close(int fd);

  /** Mapped memory as a buffer in native byte order. */
  ByteBuffer view(long address, long length);

  /** The address of a direct buffer's byte 0, whatever its position. */
  long address(ByteBuffer direct);
}
