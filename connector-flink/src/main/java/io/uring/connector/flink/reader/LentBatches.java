package io.uring.connector.flink.reader;

/**
 * Counts the batches that Flink has, of all subtasks that share a budget: memory that one waits for
 * may come back from any of them. Safe on any thread.
 */
final class LentBatches {
  /** Of this JVM, or of this class loader: just as far as the core's budget reaches. */
  static final LentBatches ALL = new LentBatches();

  private int lent;
  private long returned;

  synchronized void lend() {
    lent++;
  }

  synchronized void giveBack() {
    lent--;
    returned++;
    notifyAll();
  }

  /** How many have come back so far. */
  synchronized long returned() {
    return returned;
  }

  /**
   * Waits until one has come back.
   *
   * @param before how many there were when there was no memory
   * @return false where there is none that could
   */
  synchronized boolean awaitReturned(final long before) throws InterruptedException {
    while (returned == before && lent > 0) {
      wait();
    }
    return returned != before;
  }
}
