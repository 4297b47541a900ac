package io.uring.connector.core.plan;

import io.uring.connector.core.RequestList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Cuts a list of requests into splits of about equal cost. What is larger than such a share is a
 * split of its own and comes first, the largest before all others, since whatever starts last is
 * what a query waits for; the rest stays in the list's order. Where all splits can start at once,
 * nothing need come first.
 *
 * <p>A request costs its bytes and what opening its file takes: a million tiny files are neither
 * one split nor, as with the 4 MiB that Spark's {@code openCostInBytes} adds to each, 31,000.
 */
public final class SplitPlanner {
  /** What opening a file costs, in bytes that could have been read meanwhile. */
  public static final long OPEN_COST = 16 << 10;

  private final RequestList requests;
  private final long splitBytes;
  private final int leastSplits;

  /** What the requests cost that are not larger than a share of them. */
  private long total;

  /** An even share of that. */
  private long share;

  private SplitPlanner(final RequestList requests, final long splitBytes, final int leastSplits) {
    this.requests = requests;
    this.splitBytes = splitBytes;
    this.leastSplits = leastSplits;
  }

  /**
   * Cuts a list. The order of the splits, and of the requests in them, is the order of rows.
   *
   * @param requests what to read
   * @param splitBytes the most that a share costs; a split ends where it comes nearest to its
   *     share, hence up to half a request before or behind it
   * @param leastSplits how many shares there are at least, so that every core has one
   * @return splits that hold all requests once; none of them empty
   */
  public static List<Split> plan(
      final RequestList requests, final long splitBytes, final int leastSplits) {
    final SplitPlanner planner = new SplitPlanner(requests, splitBytes, leastSplits);
    planner.findShare();
    final List<Split> splits = planner.large();
    planner.cutRest(splits);
    if (splits.size() <= leastSplits) {
      splits.sort(Comparator.comparingInt(split -> split.planned(0)));
    }
    return splits;
  }

  /** What is larger than a share does not count for the share of the rest, which gets smaller. */
  private void findShare() {
    share = Long.MAX_VALUE;
    while (true) {
      total = 0;
      long largest = 0;
      for (int i = 0; i < requests.size(); i++) {
        final long cost = cost(i);
        if (cost <= share) {
          total += cost;
          largest = Math.max(largest, cost);
        }
      }
      share = ceilDiv(total, Math.max(Math.max(1, leastSplits), ceilDiv(total, splitBytes)));
      if (largest <= share) {
        return;
      }
    }
  }

  private List<Split> large() {
    final List<Split> splits = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      if (cost(i) > share) {
        splits.add(Split.of(requests, new int[] {i}));
      }
    }
    splits.sort(Comparator.comparingLong((Split split) -> split.requests().length(0)).reversed());
    return splits;
  }

  private void cutRest(final List<Split> splits) {
    final int[] planned = new int[requests.size()];
    int count = 0;
    long left = total;
    long cost = 0;
    for (int i = 0; i < planned.length; i++) {
      final long next = cost(i);
      if (next > share) {
        continue;
      }
      if (count > 0 && cost + next / 2.0 > evenly(left)) {
        splits.add(Split.of(requests, Arrays.copyOf(planned, count)));
        left -= cost;
        count = 0;
        cost = 0;
      }
      planned[count++] = i;
      cost += next;
    }
    if (count > 0) {
      splits.add(Split.of(requests, Arrays.copyOf(planned, count)));
    }
  }

  /** The share of the next split, so that no crumb is left over for the last one. */
  private double evenly(final long left) {
    return (double) left / Math.max(1, Math.round((double) left / share));
  }

  private long cost(final int request) {
    return requests.length(request) + OPEN_COST;
  }

  private static long ceilDiv(final long dividend, final long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
