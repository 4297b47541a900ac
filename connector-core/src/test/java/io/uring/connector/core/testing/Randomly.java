package io.uring.connector.core.testing;

import java.util.SplittableRandom;

/**
 * Runs a test many times, each with choices of its own. What fails names its seed; {@code
 * -During.seed=…} runs that one alone, and {@code -During.runs=…} so many instead.
 */
public final class Randomly {
  private Randomly() {}

  /** A test that takes all its choices from one source. */
  public interface Body {
    /** Fails by throwing. */
    void run(SplittableRandom random) throws Exception;
  }

  /** Runs so many times, or once where a seed is given. */
  public static void run(int times, Body body) {
    Long chosen = Long.getLong("uring.seed");
    SplittableRandom seeds = new SplittableRandom(System.nanoTime());
    int runs = chosen == null ? Integer.getInteger("uring.runs", times) : 1;
    for (int i = 0; i < runs; i++) {
      long seed = chosen == null ? seeds.nextLong() : chosen;
      try {
        body.run(new SplittableRandom(seed));
      } catch (Exception | Error e) {
        throw new AssertionError("fails with -During.seed=" + seed + ": " + e.getMessage(), e);
      }
    }
  }
}
