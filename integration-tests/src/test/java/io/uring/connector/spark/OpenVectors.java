package io.uring.connector.spark;

/** Shows the connector's package-private account of Arrow memory to tests. */
public final class OpenVectors {
  private OpenVectors() {}

  /** Off-heap bytes of all vectors that nobody has closed, slabs included. */
  public static long bytes() {
    return BatchColumns.allocatedBytes();
  }
}
