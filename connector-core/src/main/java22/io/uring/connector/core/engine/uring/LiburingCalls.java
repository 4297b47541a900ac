package io.uring.connector.core.engine.uring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The ring's calls through {@code liburing.so.2}, which exports them from version 2.3 on and
 * returns negative error numbers itself. Found by name.
 */
final class LiburingCalls extends PanamaCalls {
  private static final SymbolLookup LIBURING =
      SymbolLookup.libraryLookup("liburing.so.2", Arena.global());

  private static final MethodHandle SETUP =
      handle(LIBURING, "io_uring_setup", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle ENTER =
      handle(
          LIBURING,
          "io_uring_enter2",
          FunctionDescriptor.of(
              JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle REGISTER =
      handle(
          LIBURING,
          "io_uring_register",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));

  LiburingCalls() {}

  @Override
  public String name() {
    return "liburing";
  }

  @Override
  public int io_uring_setup(final int entries, final long params) {
    try {
      return (int) SETUP.invokeExact(entries, params);
    } catch (final Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public int io_uring_enter(
      final int fd,
      final int toSubmit,
      final int minComplete,
      final int flags,
      final long argument,
      final long argumentSize) {
    try {
      return (int) ENTER.invokeExact(fd, toSubmit, minComplete, flags, argument, argumentSize);
    } catch (final Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public int io_uring_register(
      final int fd, final int opcode, final long argument, final int count) {
    try {
      return (int) REGISTER.invokeExact(fd, opcode, argument, count);
    } catch (final Throwable e) {
      throw unexpected(e);
    }
  }
}
