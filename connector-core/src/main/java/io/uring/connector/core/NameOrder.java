package io.uring.connector.core;

import java.util.Arrays;

/**
 * Sorts rows by the bytes of their names, as unsigned numbers, equal names in the rows' order. Four
 * bytes at a time and as primitive numbers: with a comparator a listing spends a third of its time
 * here.
 */
final class NameOrder {
  private static final int STEP = Integer.BYTES;

  private final FileRows rows;
  private final int[] order;

  private NameOrder(final FileRows rows, final int[] order) {
    this.rows = rows;
    this.order = order;
  }

  /** The numbers of neighbouring rows, sorted. */
  static int[] of(final FileRows rows, final int first, final int count) {
    final int[] order = new int[count];
    Arrays.setAll(order, i -> first + i);
    if (count > 1) {
      new NameOrder(rows, order).sort(0, count, 0);
    }
    return order;
  }

  /** Sorts a stretch whose names are equal up to a depth. */
  private void sort(final int from, final int to, final int equalBytes) {
    final int depth = equalBytes + commonBytes(from, to, equalBytes);
    final long[] keys = new long[to - from];
    boolean longer = false;
    for (int i = from; i < to; i++) {
      keys[i - from] = key(order[i], depth);
      longer |= rows.nameLength(order[i]) > depth + STEP;
    }
    Arrays.sort(keys);
    for (int i = from; i < to; i++) {
      order[i] = (int) keys[i - from];
    }
    int start = from;
    for (int i = from + 1; longer && i <= to; i++) {
      if (i == to || keys[i - from] >> Integer.SIZE != keys[start - from] >> Integer.SIZE) {
        if (i - start > 1) {
          sort(start, i, depth + STEP);
        }
        start = i;
      }
    }
  }

  /** How many bytes more all names of a stretch share: those of one folder are often alike. */
  private int commonBytes(final int from, final int to, final int depth) {
    final int start = rows.nameStart(order[from]) + depth;
    int end = rows.nameEnd[order[from]];
    for (int i = from + 1; i < to && start < end; i++) {
      final int other = Math.min(rows.nameStart(order[i]) + depth, rows.nameEnd[order[i]]);
      final int differs =
          Arrays.mismatch(rows.names, start, end, rows.names, other, rows.nameEnd[order[i]]);
      if (differs >= 0) {
        end = start + differs;
      }
    }
    return Math.max(0, end - start);
  }

  /** Bytes of a name above the row's number; NUL, which is in no name, behind its end. */
  private long key(final int row, final int depth) {
    final int start = rows.nameStart(row) + depth;
    int bytes = 0;
    for (int i = 0; i < STEP; i++) {
      bytes =
          bytes << Byte.SIZE | (start + i < rows.nameEnd[row] ? rows.names[start + i] & 0xFF : 0);
    }
    // Numbers are compared as signed ones.
    return (long) (bytes ^ Integer.MIN_VALUE) << Integer.SIZE | row;
  }
}
