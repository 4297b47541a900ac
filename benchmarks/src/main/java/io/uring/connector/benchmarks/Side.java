package io.uring.connector.benchmarks;

/** Something that reads a data set. One thread drives it. */
interface Side {
  /** What tables and charts call it. */
  String name();

  /** Reads everything, untimed, and gives what all sides of one contest must agree on. */
  String digest() throws Exception;

  /** Reads everything, timed. */
  Run run() throws Exception;
}
