package io.uring.connector.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sides that read the same data in turn. First each must prove that it reads the right bytes; then
 * it is warmed up; then come the timed rounds, every other one in reverse order, so that no side
 * always follows the same neighbour.
 */
final class Contest {
  private static final long WARM_UP_NANOS = 4_000_000_000L;

  private final List<Side> sides;
  private final CacheState cache;
  private final int rounds;

  Contest(final List<Side> sides, final CacheState cache, final int rounds) {
    if (rounds < 1) {
      throw new IllegalArgumentException("--pairs must be 1 or more, not " + rounds);
    }
    this.sides = List.copyOf(sides);
    this.cache = cache;
    this.rounds = rounds;
  }

  /** Checks every side, then times them. */
  Results run(final String digest) throws Exception {
    // Before the long check: without the right to drop caches nothing else needs to start.
    cache.prepare();
    final Map<String, List<Run>> runs = new LinkedHashMap<>();
    for (final Side side : sides) {
      check(side, digest);
      runs.put(side.name(), new ArrayList<>());
      warmUp(side);
    }
    for (int round = 0; round < rounds; round++) {
      final List<Side> order = new ArrayList<>(sides);
      if (round % 2 == 1) {
        Collections.reverse(order);
      }
      for (final Side side : order) {
        cache.prepare();
        final Run run = side.run();
        System.err.printf("%-16s %8.4f s  %s%n", side.name(), run.seconds(), run.engine());
        runs.get(side.name()).add(run);
      }
    }
    return new Results(cache, runs);
  }

  private static void check(final Side side, final String digest) throws Exception {
    final String found = side.digest();
    if (found == null) {
      System.err.printf("%-16s keeps no bytes that could be checked%n", side.name());
      return;
    }
    if (!found.equals(digest)) {
      throw new IllegalStateException(
          "wrong bytes, nothing was timed: side="
              + side.name()
              + ", digest="
              + found
              + ", expected="
              + digest);
    }
    System.err.printf("%-16s digest ok: %s%n", side.name(), found);
  }

  // Only now, with the right bytes proven, the shortest way through the code: compiled by then.
  private static void warmUp(final Side side) throws Exception {
    final long start = System.nanoTime();
    do {
      side.run();
    } while (System.nanoTime() - start < WARM_UP_NANOS);
  }
}
