package io.uring.connector.core;

/** Which engine a scan asks for. */
public enum EngineChoice {
  /** io_uring where it works, else blocking reads, with the reason in log and counters. */
  AUTO,
  /** io_uring, or an error that says why it cannot be had. */
  URING,
  /** Blocking positioned reads on a pool of threads. */
  NIO
}
