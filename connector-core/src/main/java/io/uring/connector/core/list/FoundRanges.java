package io.uring.connector.core.list;

import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.RequestList;
import org.jspecify.annotations.Nullable;

/** What there is of {@link NamedRanges}: for each row a request, or a failure. Immutable. */
public final class FoundRanges {
  private final RequestList requests;
  private final int[] request;
  private final @Nullable ReadFailure[] failures;

  FoundRanges(
      final RequestList requests, final int[] request, final @Nullable ReadFailure[] failures) {
    this.requests = requests;
    this.request = request;
    this.failures = failures;
  }

  /**
   * What is to be read, in the order of the rows.
   *
   * @return a request for each row that has no failure
   */
  public RequestList requests() {
    return requests;
  }

  /**
   * The request of a row that has no failure.
   *
   * @param row number of the row
   * @return number of the request in {@link #requests()}
   */
  public int request(final int row) {
    return request[row];
  }

  /**
   * Why a row has no request.
   *
   * @param row number of the row
   * @return the failure, or null where there is a request
   */
  public @Nullable ReadFailure failure(final int row) {
    return failures[row];
  }
}
