package io.uring.connector.core.engine.uring;

import io.uring.connector.core.BindingChoice;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;

/** Finds the binding for this JVM. */
final class Bindings {
  private static final String PACKAGE = "io.uring.connector.core.engine.uring.";

  /** From here on java.lang.foreign is final (JEP 454). */
  private static final int PANAMA = 22;

  /** Makes system calls for the thread that asks. */
  interface Source {
    NativeCalls open() throws UringUnavailableException;
  }

  private Bindings() {}

  /**
   * Makes an instance for the calling thread.
   *
   * @throws UringUnavailableException says why there is none and what to change
   */
  static NativeCalls open(final BindingChoice choice) throws UringUnavailableException {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      throw new UringUnavailableException("io_uring is a part of Linux; this is another system");
    }
    final boolean panama = Runtime.version().feature() >= PANAMA;
    return switch (choice) {
      case AUTO -> load(panama ? "SyscallCalls" : "JnaCalls");
      case JNA -> load("JnaCalls");
      case SYSCALL, LIBURING -> {
        if (!panama) {
          throw new UringUnavailableException(
              "binding="
                  + choice.name().toLowerCase(Locale.ROOT)
                  + " needs Java 22 or newer, this is Java "
                  + Runtime.version().feature()
                  + "; use binding=jna or auto");
        }
        yield load(choice == BindingChoice.SYSCALL ? "SyscallCalls" : "LiburingCalls");
      }
    };
  }

  /** By name: a class for Java 22 must not be linked from one for Java 17. */
  private static NativeCalls load(final String simpleName) throws UringUnavailableException {
    try {
      return Class.forName(PACKAGE + simpleName, true, Bindings.class.getClassLoader())
          .asSubclass(NativeCalls.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (final InvocationTargetException e) {
      throw unavailable(simpleName, e.getCause() == null ? e : e.getCause());
    } catch (final ReflectiveOperationException | LinkageError e) {
      throw unavailable(simpleName, e);
    }
  }

  private static UringUnavailableException unavailable(final String name, final Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    final String hint;
    if (root instanceof IllegalCallerException) {
      hint = "; start Java with --enable-native-access=ALL-UNNAMED";
    } else if (name.equals("JnaCalls") && root instanceof UnsatisfiedLinkError) {
      hint =
          "; JNA unpacks its library below the user's ~/.cache, or into -Djna.tmpdir=FOLDER: it must"
              + " be a folder that allows execution";
    } else if (name.equals("JnaCalls") && root instanceof ClassNotFoundException) {
      hint = "; put net.java.dev.jna:jna on the class path, or use Java 22 or newer";
    } else {
      hint = "";
    }
    return new UringUnavailableException("binding " + name + " cannot be loaded: " + root + hint);
  }
}
