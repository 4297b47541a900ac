package io.uring.connector.core.plan;

import io.uring.connector.core.RequestList;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a list of requests into splits of about equal cost, in plan order.
 *
 * <p>A request costs its bytes and what opening its file takes: a million tiny files are neither
 * one split nor, as with the 4 MiB that Spark's {@code openCostInBytes} adds to each, 31,000.
 */
public final class SplitPlanner {
  /** What opening a file costs, in bytes that could have been read meanwhile. */
  public static final long OPEN_COST = 16 << 10;

  private SplitPlanner() {}

  /**
   * Cuts a list.
   *
   * @param requests what to read
   * @param splitBytes the most that a split costs, but for one request that alone costs more
   * @param leastSplits how many splits there should be at least, so that every core has one
   * @return splits that hold all requests once, in order; none of them empty
   */
  public static List<RequestList> plan(
      final RequestList requests, final long splitBytes, final int leastSplits) {
    long total = 0;
    for (int i = 0; i < requests.size(); i++) {
      total += requests.length(i) + OPEN_COST;
    }
    final long evenly = (total + leastSplits - 1) / Math.max(1, leastSplits);
    final long most = Math.max(OPEN_COST, Math.min(splitBytes, evenly));
    final List<RequestList> splits = new ArrayList<>();
    int first = 0;
    long cost = 0;
    for (int i = 0; i < requests.size(); i++) {
      final long next = requests.length(i) + OPEN_COST;
      if (i > first && cost + next > most) {
        splits.add(requests.slice(first, i));
        first = i;
        cost = 0;
      }
      cost += next;
    }
    if (first < requests.size()) {
      splits.add(requests.slice(first, requests.size()));
    }
    return splits;
  }
}
