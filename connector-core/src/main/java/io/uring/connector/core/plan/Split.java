package io.uring.connector.core.plan;

import io.uring.connector.core.RequestList;
import org.jspecify.annotations.Nullable;

/** What one task reads, and which requests of the planned list these are. Immutable. */
public final class Split {
  private final RequestList requests;
  private final int first;

  /** Numbers in the planned list; null where the requests are neighbours there. */
  private final int @Nullable [] planned;

  private Split(final RequestList requests, final int first, final int @Nullable [] planned) {
    this.requests = requests;
    this.first = first;
    this.planned = planned;
  }

  /**
   * Takes requests of a list.
   *
   * @param list what is planned
   * @param planned numbers in that list, at least one, ascending
   */
  static Split of(final RequestList list, final int[] planned) {
    final int first = planned[0];
    final int last = planned[planned.length - 1];
    return last - first == planned.length - 1
        ? new Split(list.slice(first, last + 1), first, null)
        : new Split(list.select(planned), first, planned);
  }

  /**
   * What to read.
   *
   * @return at least one request
   */
  public RequestList requests() {
    return requests;
  }

  /**
   * Where a request of this split was in the list that was planned.
   *
   * @param request its number in {@link #requests()}
   * @return its number in that list
   */
  public int planned(final int request) {
    return planned == null ? first + request : planned[request];
  }
}
