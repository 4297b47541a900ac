package io.uring.connector.core.engine.uring;

/**
 * {@code struct io_uring_cqe}, 16 bytes: how one request ended.
 *
 * <pre>
 *   0                8          12       16
 *   +----------------+----------+--------+
 *   |user_data       |res       |flags   |
 *   +----------------+----------+--------+
 * </pre>
 */
final class Cqe {
  static final int SIZE = 16;
  static final int USER_DATA = 0;
  static final int RES = 8;

  private Cqe() {}
}
