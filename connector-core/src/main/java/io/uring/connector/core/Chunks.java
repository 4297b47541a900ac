package io.uring.connector.core;

import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which chunk of which request each row is, where requests are cut into rows of equal size. What is
 * kept is a number for each request, not for each chunk. Immutable.
 */
final class Chunks implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int bytes;

  /** The chunks of each request and of all before it. */
  private final int[] end;

  /** The chunk that is the first row; the others follow it. */
  private final int first;

  private final int rows;

  /** The chunk that each row is, where they do not follow each other. */
  private final int @Nullable [] picked;

  private Chunks(
      final int bytes,
      final int[] end,
      final int first,
      final int rows,
      final int @Nullable [] picked) {
    this.bytes = bytes;
    this.end = end;
    this.first = first;
    this.rows = rows;
    this.picked = picked;
  }

  /** All chunks of all requests; null where no request has a second one. */
  static @Nullable Chunks of(final RequestList requests, final int bytes) {
    final int[] end = new int[requests.size()];
    long total = 0;
    for (int i = 0; i < end.length; i++) {
      // What is empty has a row, too.
      total += Math.max(1, (requests.length(i) + bytes - 1) / bytes);
      if (total > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "option chunkSize="
                + bytes
                + " cuts the files into more rows than the "
                + Integer.MAX_VALUE
                + " that a scan can have: raise chunkSize");
      }
      end[i] = (int) total;
    }
    return total == end.length ? null : new Chunks(bytes, end, 0, (int) total, null);
  }

  /** The size of all chunks but the last one of each request. */
  int bytes() {
    return bytes;
  }

  int rows() {
    return rows;
  }

  /** The request of a row. */
  int request(final int row) {
    final int found = Arrays.binarySearch(end, chunk(row));
    return found < 0 ? -found - 1 : found + 1;
  }

  /** Which chunk of its request a row is, from 0. */
  int index(final int row, final int request) {
    return chunk(row) - start(request);
  }

  /** Neighbouring rows, over no requests but those from one to another. */
  Chunks slice(final int from, final int to, final int firstRequest, final int lastRequest) {
    final int before = start(firstRequest);
    final int[] ends = Arrays.copyOfRange(end, firstRequest, lastRequest + 1);
    for (int i = 0; i < ends.length; i++) {
      ends[i] -= before;
    }
    if (picked == null) {
      return new Chunks(bytes, ends, first + from - before, to - from, null);
    }
    final int[] chunks = Arrays.copyOfRange(picked, from, to);
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] -= before;
    }
    return new Chunks(bytes, ends, 0, chunks.length, chunks);
  }

  /**
   * Some of the rows, in the order given.
   *
   * @param requests those that the rows are of
   * @param moved for each request of now, which one of those it is
   */
  Chunks select(final int[] selected, final int[] requests, final int[] moved) {
    final int[] ends = new int[requests.length];
    int total = 0;
    for (int i = 0; i < ends.length; i++) {
      total += end[requests[i]] - start(requests[i]);
      ends[i] = total;
    }
    final int[] chunks = new int[selected.length];
    for (int i = 0; i < chunks.length; i++) {
      final int request = request(selected[i]);
      final int to = moved[request];
      chunks[i] = (to == 0 ? 0 : ends[to - 1]) + index(selected[i], request);
    }
    return new Chunks(bytes, ends, 0, chunks.length, chunks);
  }

  /** Whether these are the same rows, if they are of the same requests. */
  boolean same(final Chunks other) {
    return bytes == other.bytes
        && first == other.first
        && rows == other.rows
        && Arrays.equals(picked, other.picked);
  }

  private int chunk(final int row) {
    return picked == null ? first + row : picked[row];
  }

  private int start(final int request) {
    return request == 0 ? 0 : end[request - 1];
  }
}
