package io.uring.connector.spark;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A condition of partition columns that Spark evaluates, whatever functions are in it, when it is
 * given their values: so the others' files are not opened. Before Spark 4.2 there is no such thing.
 */
final class FolderFilter {
  private static final String NAME = "PARTITION_PREDICATE";

  private FolderFilter() {}

  /**
   * The condition that a predicate of Spark's is, or null where it is of another kind. It keeps
   * what it cannot be evaluated for, so that Spark still has to decide on what is left.
   */
  static @Nullable FileFilter of(final Predicate predicate, final ListedFiles listed) {
    if (!predicate.name().equals(NAME)) {
      return null;
    }
    // Folders have many files.
    final @Nullable Truth[] known = new @Nullable Truth[listed.requests().files().directories()];
    return row -> {
      final int folder = listed.requests().files().directory(listed.requests().file(row));
      final Truth before = known[folder];
      final Truth truth =
          before == null ? Truth.of(evaluated(predicate, listed.partitionValues(folder))) : before;
      known[folder] = truth;
      return truth;
    };
  }

  /** By its name, as this is compiled against a Spark that does not have it. */
  private static boolean evaluated(final Predicate predicate, final @Nullable Object[] values) {
    try {
      final Method eval = predicate.getClass().getMethod("eval", InternalRow.class);
      return (Boolean) eval.invoke(predicate, new GenericInternalRow(values));
    } catch (final InvocationTargetException e) {
      throw new IllegalStateException(predicate + " failed", e.getCause());
    } catch (final ReflectiveOperationException e) {
      throw new IllegalStateException(predicate + " is of an unknown kind", e);
    }
  }
}
