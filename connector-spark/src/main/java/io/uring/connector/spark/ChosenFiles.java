package io.uring.connector.spark;

import io.uring.connector.core.RequestList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a query leaves of a load. Immutable; safe on any thread. */
final class ChosenFiles {
  private final ListedFiles listed;

  /** Rows of the listing; null where all of them are chosen, in its order. */
  private final int @Nullable [] rows;

  /** Made of the rows when it is first asked for. */
  private @Nullable RequestList requests;

  private ChosenFiles(final ListedFiles listed, final int @Nullable [] rows) {
    this.listed = listed;
    this.rows = rows;
  }

  static ChosenFiles all(final ListedFiles listed) {
    return new ChosenFiles(listed, null);
  }

  /** Those that meet all conditions, in the same order. */
  ChosenFiles where(final List<FileFilter> filters) {
    if (filters.isEmpty()) {
      return this;
    }
    final int[] kept = new int[size()];
    int count = 0;
    for (int i = 0; i < kept.length; i++) {
      if (meets(row(i), filters)) {
        kept[count++] = row(i);
      }
    }
    return count == kept.length ? this : new ChosenFiles(listed, Arrays.copyOf(kept, count));
  }

  private static boolean meets(final int row, final List<FileFilter> filters) {
    for (final FileFilter filter : filters) {
      if (filter.test(row) != Truth.TRUE) {
        return false;
      }
    }
    return true;
  }

  /** The first ones. */
  ChosenFiles first(final int count) {
    return between(0, Math.min(count, size()));
  }

  /** Those behind the first ones. */
  ChosenFiles after(final int count) {
    return between(Math.min(count, size()), size());
  }

  /** The least ones by an order of the listing's rows, in that order. */
  ChosenFiles least(final int count, final Comparator<Integer> order) {
    return new ChosenFiles(
        listed,
        IntStream.range(0, size())
            .mapToObj(this::row)
            .sorted(order)
            .limit(count)
            .mapToInt(Integer::intValue)
            .toArray());
  }

  /**
   * Each with the same chance, independent of the others. Of one seed, samples with bounds that do
   * not overlap have nothing in common.
   */
  ChosenFiles sample(final double from, final double to, final long seed) {
    final SplittableRandom random = new SplittableRandom(seed);
    final int[] kept = new int[size()];
    int count = 0;
    for (int i = 0; i < kept.length; i++) {
      final double drawn = random.nextDouble();
      if (drawn >= from && drawn < to) {
        kept[count++] = row(i);
      }
    }
    return new ChosenFiles(listed, Arrays.copyOf(kept, count));
  }

  private ChosenFiles between(final int from, final int to) {
    return to - from == size()
        ? this
        : new ChosenFiles(listed, IntStream.range(from, to).map(this::row).toArray());
  }

  int size() {
    return rows == null ? listed.requests().size() : rows.length;
  }

  /** Which row of the listing the i-th chosen one is. */
  int row(final int i) {
    return rows == null ? i : rows[i];
  }

  synchronized RequestList requests() {
    if (requests == null) {
      requests = rows == null ? listed.requests() : listed.requests().select(rows);
    }
    return requests;
  }

  /** The partition values of the i-th chosen row's file. */
  @Nullable Object[] partitionValues(final int i) {
    final RequestList all = listed.requests();
    return listed.partitionValues(all.files().directory(all.file(row(i))));
  }

  /** Two are equal where the same rows are chosen of loads that found the same. */
  @Override
  public boolean equals(final @Nullable Object other) {
    return other instanceof ChosenFiles files
        && Arrays.equals(rows, files.rows)
        && listed.sameAs(files.listed);
  }

  @Override
  public int hashCode() {
    return size();
  }
}
