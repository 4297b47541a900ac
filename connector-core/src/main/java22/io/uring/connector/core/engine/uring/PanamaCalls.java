package io.uring.connector.core.engine.uring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** What both Panama bindings share: libc's part, and how {@code errno} is caught. */
abstract class PanamaCalls implements NativeCalls {
  static final Linker LINKER = Linker.nativeLinker();

  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final long ERRNO =
      CAPTURED.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED_POPULATE = 0x8001;
  private static final int AT_FDCWD = -100;

  private static final MethodHandle MMAP =
      libc(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP =
      libc("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle CLOSE =
      libc("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle STATX =
      libc(
          "statx",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));

  private static final MethodHandle STATFS =
      libc("statfs", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PREADV =
      libc("preadv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG));
  private static final MethodHandle OPENAT =
      handle(
          LINKER.defaultLookup(),
          "openat",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(3));

  /** One for each instance, hence for each thread: allocating one per call would cost 25 ns. */
  final MemorySegment captured = Arena.ofAuto().allocate(CAPTURED);

  @Override
  public final int statx(final long path, final int flags, final int mask, final long statxBuffer) {
    try {
      return result((int) STATX.invokeExact(captured, AT_FDCWD, path, flags, mask, statxBuffer));
    } catch (final Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public final int statfs(final long path, final long statfsBuffer) {
    try {
      return result((int) STATFS.invokeExact(captured, path, statfsBuffer));
    } catch (final Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public final int openat(final int folder, final long path, final int flags) {
    try {
      return result((int) OPENAT.invokeExact(captured, folder, path, flags));
    } catch (final Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public final int preadv(final int fd, final long iovecs, final int count, final long offset) {
    try {
      return result((long) PREADV.invokeExact(captured, fd, iovecs, count, offset));
    } catch (final Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public final long mmap(final long length, final int fd, final long offset) {
    try {
      final long address =
          (long)
              MMAP.invokeExact(
                  captured, 0L, length, PROT_READ_WRITE, MAP_SHARED_POPULATE, fd, offset);
      return address == -1 ? -errno() : address;
    } catch (final Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public final int munmap(final long address, final long length) {
    try {
      return result((int) MUNMAP.invokeExact(captured, address, length));
    } catch (final Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public final int close(final int fd) {
    try {
      return result((int) CLOSE.invokeExact(captured, fd));
    } catch (final Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public final ByteBuffer view(final long address, final long length) {
    return MemorySegment.ofAddress(address)
        .reinterpret(length)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  @Override
  public final long address(final ByteBuffer direct) {
    // A segment begins at the buffer's position.
    return MemorySegment.ofBuffer(direct).address() - direct.position();
  }

  final int result(final long returned) {
    return returned == -1 ? -errno() : (int) returned;
  }

  static MethodHandle handle(
      final SymbolLookup lookup,
      final String name,
      final FunctionDescriptor descriptor,
      final Linker.Option... options) {
    final @Nullable MemorySegment symbol = lookup.find(name).orElse(null);
    if (symbol == null) {
      throw new UnsatisfiedLinkError("the library has no function " + name);
    }
    return LINKER.downcallHandle(symbol, descriptor, options);
  }

  static AssertionError unexpected(final Throwable thrown) {
    return new AssertionError("a downcall of the right type throws nothing", thrown);
  }

  private int errno() {
    return captured.get(JAVA_INT, ERRNO);
  }

  private static MethodHandle libc(final String name, final FunctionDescriptor descriptor) {
    return handle(
        LINKER.defaultLookup(), name, descriptor, Linker.Option.captureCallState("errno"));
  }
}
