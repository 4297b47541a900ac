package io.uring.connector.core.engine.uring;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.uring.connector.core.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The calls through JNA's direct mapping, for Java 17 to 21. Found by name. */
final class JnaCalls implements NativeCalls {
  // The same numbers on x86-64 and AArch64: they were given after both tables had been joined.
  private static final long SETUP = 425;
  private static final long ENTER = 426;
  private static final long REGISTER = 427;

  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED_POPULATE = 0x8001;
  private static final int AT_FDCWD = -100;

  JnaCalls() {
    Libc.check();
  }

  @Override
  public String name() {
    return "jna";
  }

  @Override
  public int io_uring_setup(final int entries, final long params) {
    return result(Libc.syscall(SETUP, entries, params, 0, 0, 0, 0));
  }

  @Override
  public int io_uring_enter(
      final int fd,
      final int toSubmit,
      final int minComplete,
      final int flags,
      final long argument,
      final long argumentSize) {
    return result(Libc.syscall(ENTER, fd, toSubmit, minComplete, flags, argument, argumentSize));
  }

  @Override
  public int io_uring_register(
      final int fd, final int opcode, final long argument, final int count) {
    return result(Libc.syscall(REGISTER, fd, opcode, argument, count, 0, 0));
  }

  @Override
  public int statx(final long path, final int flags, final int mask, final long statxBuffer) {
    return result(Libc.statx(AT_FDCWD, path, flags, mask, statxBuffer));
  }

  @Override
  public int statfs(final long path, final long statfsBuffer) {
    return result(Libc.statfs(path, statfsBuffer));
  }

  @Override
  public int openat(final int folder, final long path, final int flags) {
    return result(Libc.openat(folder, path, flags));
  }

  @Override
  public int preadv(final int fd, final long iovecs, final int count, final long offset) {
    return result(Libc.preadv(fd, iovecs, count, offset));
  }

  @Override
  public long mmap(final long length, final int fd, final long offset) {
    final long address = Libc.mmap(0, length, PROT_READ_WRITE, MAP_SHARED_POPULATE, fd, offset);
    return address == -1 ? -lastError() : address;
  }

  @Override
  public int munmap(final long address, final long length) {
    return result(Libc.munmap(address, length));
  }

  @Override
  public int close(final int fd) {
    return result(Libc.close(fd));
  }

  @Override
  public ByteBuffer view(final long address, final long length) {
    return new Pointer(address).getByteBuffer(0, length).order(ByteOrder.nativeOrder());
  }

  @Override
  public long address(final ByteBuffer direct) {
    // JNA gives the address of byte 0; Panama would give that of the position.
    return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
  }

  private static int result(final long returned) {
    return returned == -1 ? -lastError() : (int) returned;
  }

  private static int lastError() {
    final int errno = Native.getLastError();
    return errno == 0 ? Errno.EIO : errno;
  }

  /**
   * {@code syscall} and {@code openat} are variadic in C; whole numbers are passed alike on x86-64
   * and AArch64 Linux.
   */
  private static final class Libc {
    static {
      Native.register(Libc.class, NativeLibrary.getInstance("c"));
    }

    private Libc() {}

    static void check() {}

    static native long syscall(long number, long a, long b, long c, long d, long e, long f);

    static native long mmap(
        long address, long length, int protection, int flags, int fd, long offset);

    static native int statfs(long path, long buffer);

    static native int openat(int folder, long path, int flags);

    static native long preadv(int fd, long iovecs, int count, long offset);

    static native int munmap(long address, long length);

    static native int close(int fd);

    static native int statx(int folder, long path, int flags, int mask, long buffer);
  }
}
