package io.uring.connector.core.engine.uring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** The ring's calls through libc's {@code syscall}: nothing to install. Found by name. */
final class SyscallCalls extends PanamaCalls {
  // The same numbers on x86-64 and AArch64: they were given after both tables had been joined.
  private static final long SETUP = 425;
  private static final long ENTER = 426;
  private static final long REGISTER = 427;

  private static final MethodHandle SYSCALL =
      handle(
          LINKER.defaultLookup(),
          "syscall",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(1));

  SyscallCalls() {}

  @Override
  public String name() {
    return "syscall";
  }

  @Override
  public int io_uring_setup(final int entries, final long params) {
    return syscall(SETUP, entries, params, 0, 0, 0, 0);
  }

  @Override
  public int io_uring_enter(
      final int fd,
      final int toSubmit,
      final int minComplete,
      final int flags,
      final long argument,
      final long argumentSize) {
    return syscall(ENTER, fd, toSubmit, minComplete, flags, argument, argumentSize);
  }

  @Override
  public int io_uring_register(
      final int fd, final int opcode, final long argument, final int count) {
    return syscall(REGISTER, fd, opcode, argument, count, 0, 0);
  }

  private int syscall(
      final long number,
      final long a,
      final long b,
      final long c,
      final long d,
      final long e,
      final long f) {
    try {
      return result((long) SYSCALL.invokeExact(captured, number, a, b, c, d, e, f));
    } catch (final Throwable t) {
      throw unexpected(t);
    }
  }
}
