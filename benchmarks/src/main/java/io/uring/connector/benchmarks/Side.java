package io.uring.connector.benchmarks;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something that reads a data set. One thread drives it. */
interface Side extends AutoCloseable {
  /** What tables and charts call it. */
  String name();

  /**
   * Reads everything, untimed, and gives what all sides of one contest must agree on; null where a
   * side keeps no bytes that could be looked at.
   */
  @Nullable String digest() throws Exception;

  /** Reads everything, timed. */
  Run run() throws Exception;

  /** Ends what the side has started. */
  @Override
  default void close() throws IOException {}
}
