package io.uring.connector.core;

/** How the ring's system calls are made. */
public enum BindingChoice {
  /** {@link #SYSCALL} on Java 22 and newer, {@link #JNA} below. */
  AUTO,
  /** Panama on libc's {@code syscall}; Java 22 and newer. */
  SYSCALL,
  /** Panama on {@code liburing.so.2}, version 2.3 and newer; Java 22 and newer. */
  LIBURING,
  /** JNA on libc's {@code syscall}; any Java from 17. */
  JNA
}
