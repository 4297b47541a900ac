package io.uring.connector.core.engine.uring;

/**
 * The flags of {@code open} in {@code include/uapi/asm-generic/fcntl.h}, of which AArch64 has some
 * of its own.
 */
final class OpenFlags {
  private static final boolean AARCH64 = System.getProperty("os.arch", "").equals("aarch64");

  static final int NONBLOCK = 0x800;
  static final int CLOEXEC = 0x80000;
  static final int PATH = 0x200000;
  static final int DIRECT = AARCH64 ? 0x10000 : 0x4000;
  static final int DIRECTORY = AARCH64 ? 0x4000 : 0x10000;
  static final int NOFOLLOW = AARCH64 ? 0x8000 : 0x20000;

  private OpenFlags() {}
}
