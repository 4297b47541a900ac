package io.uring.connector.flink.reader;

import org.jspecify.annotations.Nullable;

/** Lets others end one thread's wait. Safe on any thread. */
final class WakeUp {
  private @Nullable Thread waiting;
  private boolean isWanted;

  /** Begins what may wait; false where it must not begin, since someone has called meanwhile. */
  synchronized boolean begin() {
    if (isWanted) {
      isWanted = false;
      return false;
    }
    waiting = Thread.currentThread();
    return true;
  }

  /** Ends it; whether someone has called, whose interrupt is then used up. */
  synchronized boolean end() {
    waiting = null;
    if (!isWanted) {
      return false;
    }
    isWanted = false;
    Thread.interrupted();
    return true;
  }

  /** Ends the wait that is on, or the next one. Never waits itself. */
  synchronized void call() {
    isWanted = true;
    if (waiting != null) {
      waiting.interrupt();
    }
  }
}
