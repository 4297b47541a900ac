package io.uring.connector.core.list;

import java.util.List;

/**
 * Sorts names by their bytes, as unsigned numbers: a quicksort that splits by one byte at a time,
 * so that a start which all share is looked at once (Bentley and Sedgewick, 1997). It goes no
 * deeper than the longest name has bytes, times the 257 values that each may have.
 */
final class NameOrder {
  private NameOrder() {}

  static RawName[] sorted(final List<RawName> names) {
    final RawName[] sorted = names.toArray(new RawName[0]);
    sort(sorted, 0, sorted.length, 0);
    return sorted;
  }

  /** Sorts a stretch whose names are equal up to a depth. */
  private static void sort(final RawName[] names, final int from, final int to, final int depth) {
    if (to - from < 2) {
      return;
    }
    final int pivot = at(names[(from + to) >>> 1], depth);
    int less = from;
    int more = to;
    int next = from;
    while (next < more) {
      final RawName name = names[next];
      final int value = at(name, depth);
      if (value < pivot) {
        names[next++] = names[less];
        names[less++] = name;
      } else if (value > pivot) {
        names[next] = names[--more];
        names[more] = name;
      } else {
        next++;
      }
    }
    sort(names, from, less, depth);
    if (pivot >= 0) {
      sort(names, less, more, depth + 1);
    }
    sort(names, more, to, depth);
  }

  /** A byte of a name, or -1 behind its end. */
  private static int at(final RawName name, final int depth) {
    final byte[] bytes = name.bytes();
    return depth < bytes.length ? bytes[depth] & 0xFF : -1;
  }
}
