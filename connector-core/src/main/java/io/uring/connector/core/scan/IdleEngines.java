package io.uring.connector.core.scan;

/** Engines that nobody uses, which are kept for a while in case somebody comes. */
public final class IdleEngines {
  private IdleEngines() {}

  /**
   * Ends them at once, and waits until their threads are gone: for whoever is about to close the
   * class loader of this class. Engines in use stay, and who comes later gets a new one. Any
   * thread.
   *
   * @throws InterruptedException if the thread is interrupted while it waits; they end all the same
   */
  public static void end() throws InterruptedException {
    SharedEngines.endIdle();
  }
}
