package io.uring.connector.spark;

import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.list.FoundRanges;
import io.uring.connector.core.list.NamedRanges;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table that are read for together. Their files are looked at by another thread, while
 * those of the rows before them are read.
 */
final class ReferenceWindow {
  private final List<Row> rows;

  /** The number of each row among the ranges; below 0 where it has none. */
  private final int[] range;

  /** Rows that ask for what cannot be, where they are kept all the same. */
  private final Map<Integer, ReadFailure> refused;

  private final Future<FoundRanges> look;

  private ReferenceWindow(
      final List<Row> rows,
      final int[] range,
      final Map<Integer, ReadFailure> refused,
      final Future<FoundRanges> look) {
    this.rows = rows;
    this.range = range;
    this.refused = refused;
    this.look = look;
  }

  /** Takes rows, as many as there are but no more than asked for. */
  static ReferenceWindow take(
      final Iterator<Row> source,
      final int most,
      final ReferenceColumns columns,
      final ExecutorService lookers) {
    final NamedRanges ranges = new NamedRanges();
    final List<Row> rows = new ArrayList<>(most);
    final int[] range = new int[most];
    final Map<Integer, ReadFailure> refused = new HashMap<>();
    while (rows.size() < most && source.hasNext()) {
      final Row row = source.next();
      try {
        range[rows.size()] = columns.add(row, ranges);
      } catch (final IllegalArgumentException e) {
        if (!columns.hasError()) {
          throw e;
        }
        refused.put(rows.size(), columns.refused(row, e));
      }
      rows.add(row);
    }
    return new ReferenceWindow(rows, range, refused, lookers.submit(ranges::look));
  }

  int size() {
    return rows.size();
  }

  /** The number of a row among the ranges; below 0 where its path is null. */
  int range(final int row) {
    return range[row];
  }

  /** Why a row has no range though it asks for one; null where that is not so. */
  @Nullable ReadFailure refused(final int row) {
    return refused.get(row);
  }

  boolean isLookedAt() {
    return look.isDone();
  }

  /** What there is of the ranges; waits for it. */
  FoundRanges found() throws InterruptedException, InterruptedIOException {
    try {
      return look.get();
    } catch (final ExecutionException e) {
      if (e.getCause() instanceof InterruptedIOException ended) {
        throw ended;
      }
      throw new IllegalStateException("files cannot be looked at", e.getCause());
    }
  }

  /** A row as it came. The window forgets it. */
  Row take(final int row) {
    return rows.set(row, RowFactory.create());
  }
}
