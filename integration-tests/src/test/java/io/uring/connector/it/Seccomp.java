package io.uring.connector.it;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Starts a program as container runtimes do that deny io_uring. */
final class Seccomp {
  /** Installs a filter that answers system calls 425 to 427 with EPERM, then runs its arguments. */
  static final String SCRIPT =
      """
      import ctypes, os, struct, sys

      LOAD, AT_LEAST, ABOVE, RETURN = 0x20, 0x35, 0x25, 0x06
      code = [
          (LOAD, 0, 0, 0),                 # the number of the system call
          (AT_LEAST, 0, 2, 425),           # io_uring_setup
          (ABOVE, 1, 0, 427),              # io_uring_register
          (RETURN, 0, 0, 0x00050000 | 1),  # SECCOMP_RET_ERRNO, EPERM
          (RETURN, 0, 0, 0x7FFF0000),      # SECCOMP_RET_ALLOW
      ]
      filters = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in code))

      class Program(ctypes.Structure):
          _fields_ = [("count", ctypes.c_ushort), ("filters", ctypes.c_void_p)]

      program = Program(len(code), ctypes.addressof(filters))
      libc = ctypes.CDLL(None, use_errno=True)
      PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
      if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
          sys.exit("no_new_privs failed: errno=%d" % ctypes.get_errno())
      if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0):
          sys.exit("seccomp failed: errno=%d" % ctypes.get_errno())
      os.execvp(sys.argv[1], sys.argv[1:])
      """;

  private Seccomp() {}

  /** Skips the test where there is no Python or no seccomp. */
  static void assumeUsable(final Path script) throws IOException {
    try {
      final Process process =
          new ProcessBuilder("python3", script.toString(), "true").inheritIO().start();
      Assumptions.assumeTrue(process.waitFor() == 0, "seccomp cannot be used here");
    } catch (final IOException e) {
      Assumptions.abort("there is no python3");
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
