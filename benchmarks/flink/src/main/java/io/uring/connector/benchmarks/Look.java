package io.uring.connector.benchmarks;

import java.io.IOException;
import java.io.Serializable;

/** How to see the files of a record. */
interface Look<T> extends Serializable {
  /** How many files a record has. */
  int files(T record) throws IOException;

  /** How many bytes of content they have together. */
  long bytes(T record) throws IOException;

  /** Adds each to a digest, by its path below the set's folder, or none where it has no path. */
  void digest(T record, SetDigest digest) throws IOException;
}
