package io.uring.connector.core.engine;

/**
 * Reads batches of requests into slabs. All engines bring the same bytes, the same failures and the
 * same counters; only the speed differs. Safe on any thread.
 */
public interface ReadEngine extends AutoCloseable {
  /**
   * What really reads, for people to see.
   *
   * @return such as {@code uring/syscall} or {@code nio}
   */
  String name();

  /**
   * Hands a batch over. Returns at once; the batch {@linkplain BatchRead#whenLanded lands} on a
   * thread of the engine. A batch that comes after {@link #close()} lands with every row canceled.
   *
   * @param batch what to read
   */
  void submit(BatchRead batch);

  /**
   * Reads a batch on the calling thread, as far as its files come from the page cache: for a thread
   * that would wait for it anyway. The rest is done by the engine's threads, as after {@link
   * #submit}, so the batch may not have landed on return.
   *
   * @param batch what to read
   */
  void read(BatchRead batch);

  /**
   * Whether the engine does what it was made for.
   *
   * @return false after {@link #close()}, and where a part of it has failed: another one should be
   *     opened for what is to come
   */
  boolean isServing();

  /**
   * Whether reads wait for a disk or a network at this moment, rather than being served from the
   * page cache as soon as they begin. A hint, which may be late.
   *
   * @return true where more reads at once would help
   */
  boolean isWaiting();

  /**
   * Ends the engine. Batches that have not begun land with every row canceled; reads in flight are
   * waited for within a deadline, and the memory of those that miss it is quarantined.
   */
  @Override
  void close();
}
