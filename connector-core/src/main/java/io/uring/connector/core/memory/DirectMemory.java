package io.uring.connector.core.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's direct memory: how much there may be, and how to give a piece back without waiting for
 * the garbage collector.
 */
public final class DirectMemory {
  private static final @Nullable MethodHandle INVOKE_CLEANER = invokeCleaner();

  private DirectMemory() {}

  /** The limit that {@code ByteBuffer.allocateDirect} is held to, in bytes. */
  static long limit() {
    // HotSpot's default: as much as the heap may grow to.
    long limit = Runtime.getRuntime().maxMemory();
    for (final String argument :
        java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      final String flag = "-XX:MaxDirectMemorySize=";
      if (argument.startsWith(flag)) {
        final String text = argument.substring(flag.length());
        final char unit = Character.toLowerCase(text.charAt(text.length() - 1));
        final int shift =
            unit == 'k' ? 10 : unit == 'm' ? 20 : unit == 'g' ? 30 : unit == 't' ? 40 : 0;
        final String digits = shift == 0 ? text : text.substring(0, text.length() - 1);
        final long bytes = Long.parseLong(digits) << shift;
        // As in HotSpot, the last one counts.
        limit = bytes > 0 ? bytes : Runtime.getRuntime().maxMemory();
      }
    }
    return limit;
  }

  /**
   * Gives a buffer's memory back to the JVM at once. Nobody may use it, or a view of it, any more.
   *
   * @param root what {@link ByteBuffer#allocateDirect} has returned, no view of it; not yet freed
   */
  public static void free(final ByteBuffer root) {
    if (INVOKE_CLEANER != null) {
      try {
        INVOKE_CLEANER.invokeExact(root);
      } catch (final Throwable e) {
        throw new AssertionError("a direct buffer that is no slice can always be cleaned", e);
      }
    }
    // Elsewhere the collector frees it once it is unreachable.
  }

  private static @Nullable MethodHandle invokeCleaner() {
    try {
      final Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      final Field field = unsafe.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(field.get(null));
    } catch (final ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
