package io.uring.connector.core;

/** Whether reads go around the page cache ({@code O_DIRECT}). */
public enum DirectIo {
  /** Requests of 1 MiB and more whose bytes are not to stay in the page cache. */
  AUTO,
  /** Every request; those that the file system refuses are read through the page cache, counted. */
  ALWAYS,
  /** No request. */
  NEVER
}
