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
   * Cuts a list where even shares of the whole cost end, so that no crumb is left over.
   *
   * @param requests what to read
   * @param splitBytes the most that a share costs; a split holds the requests whose middle is in
   *     its share, hence up to half a request more at each end
   * @param leastSplits how many shares there are at least, so that every core has one
   * @return splits that hold all requests once, in order; none of them empty
   */
  public static List<RequestList> plan(
      final RequestList requests, final long splitBytes, final int leastSplits) {
    long total = 0;
    for (int i = 0; i < requests.size(); i++) {
      total += requests.length(i) + OPEN_COST;
    }
    final double shareCost =
        (double) total / Math.max(1, Math.max(leastSplits, (total + splitBytes - 1) / splitBytes));
    final List<RequestList> splits = new ArrayList<>();
    int first = 0;
    long shareOfFirst = 0;
    long before = 0;
    for (int i = 0; i < requests.size(); i++) {
      final long cost = requests.length(i) + OPEN_COST;
      final long share = (long) ((before + cost / 2.0) / shareCost);
      if (share != shareOfFirst && i > first) {
        splits.add(requests.slice(first, i));
        first = i;
      }
      if (i == first) {
        shareOfFirst = share;
      }
      before += cost;
    }
    if (first < requests.size()) {
      splits.add(requests.slice(first, requests.size()));
    }
    return splits;
  }
}
