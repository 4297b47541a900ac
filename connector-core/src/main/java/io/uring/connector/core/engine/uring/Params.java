package io.uring.connector.core.engine.uring;

/**
 * {@code struct io_uring_params}, 120 bytes: what {@code io_uring_setup} takes and fills in.
 *
 * <pre>
 *   0        4        8      12              16            20       24       28          40
 *   +--------+--------+------+---------------+-------------+--------+--------+-----------+
 *   |sq      |cq      |flags |sq_thread_cpu  |sq_thread_   |features|wq_fd   |resv       |
 *   |_entries|_entries|      |               |idle         |        |        |           |
 *   +--------+--------+------+---------------+-------------+--------+--------+-----------+
 *   40: struct io_sqring_offsets                  80: struct io_cqring_offsets        120
 *   | head tail mask entries flags dropped array  | head tail mask entries overflow cqes |
 *   | +0   +4   +8   +12     +16   +20     +24    | +0   +4   +8   +12     +16      +20  |
 * </pre>
 *
 * The offsets are those of the fields within the mapped ring.
 */
final class Params {
  static final int SIZE = 120;
  static final int SQ_ENTRIES = 0;
  static final int CQ_ENTRIES = 4;
  static final int FLAGS = 8;
  static final int FEATURES = 20;
  static final int SQ_HEAD = 40;
  static final int SQ_TAIL = 44;
  static final int SQ_MASK = 48;
  static final int SQ_ARRAY = 64;
  static final int CQ_HEAD = 80;
  static final int CQ_TAIL = 84;
  static final int CQ_MASK = 88;
  static final int CQ_CQES = 100;

  /** Take fewer entries than asked for where a limit says so. */
  static final int SETUP_CLAMP = 0x10;

  /**
   * Setup flags that help, the newest first: 6.6, 5.18. Those that bind a ring to one thread
   * (SINGLE_ISSUER, DEFER_TASKRUN) or let completions wait for the next call of the thread that
   * submitted (COOP_TASKRUN) are not among them: tasks drive rings too, and may not come back. They
   * measure no faster for reads through the page cache.
   */
  static final int[] SETUP_LADDER = {
    0x10000, // NO_SQARRAY: no indirection between the tail and the entries
    0x80 // SUBMIT_ALL: one bad entry does not hold up the others
  };

  static final int SETUP_NO_SQARRAY = 0x10000;

  static final int FEAT_SINGLE_MMAP = 1;
  static final int FEAT_NODROP = 1 << 1;

  /** Waits in {@code enter} can have a bound, 5.11. */
  static final int FEAT_EXT_ARG = 1 << 8;

  /** A success can be silent, 5.17. */
  static final int FEAT_CQE_SKIP = 1 << 11;

  /** A read linked behind an open finds the file that it opened, 5.17. */
  static final int FEAT_LINKED_FILE = 1 << 12;

  /** Where {@code mmap} finds the two rings, which share a mapping. */
  static final long OFF_RINGS = 0;

  /** Where {@code mmap} finds the submission entries. */
  static final long OFF_SQES = 0x10000000L;

  private Params() {}
}
