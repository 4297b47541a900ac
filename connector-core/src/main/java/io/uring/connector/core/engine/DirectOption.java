package io.uring.connector.core.engine;

import java.nio.file.OpenOption;
import org.jspecify.annotations.Nullable;

/**
 * {@code O_DIRECT} in Java: {@code com.sun.nio.file.ExtendedOpenOption.DIRECT}, which a JVM need
 * not have and which the compiler warns of without a way to say that this is meant.
 */
final class DirectOption {
  /** The option, or null where this JVM has none. */
  static final @Nullable OpenOption DIRECT = find();

  private DirectOption() {}

  private static @Nullable OpenOption find() {
    try {
      for (final Object option :
          Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
        if (option.toString().equals("DIRECT")) {
          return (OpenOption) option;
        }
      }
      return null;
    } catch (final ClassNotFoundException e) {
      return null;
    }
  }
}
