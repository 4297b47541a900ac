package io.uring.connector.core.list;

import io.uring.connector.core.list.ListException.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The partitions of a listing: the same columns for all, a row of raw values for each. */
final class Partitions {
  static final Partitions NONE = new Partitions(List.of(), List.of());

  private final List<String> columns;
  private final List<String[]> values;

  private Partitions(final List<String> columns, final List<String[]> values) {
    this.columns = List.copyOf(columns);
    this.values = values;
  }

  List<String> columns() {
    return columns;
  }

  int size() {
    return values.size();
  }

  String value(final int partition, final int column) {
    return values.get(partition)[column];
  }

  /** Reads folders one by one and checks, once all are known, that they agree. */
  static final class Reader {
    private static final int MENTIONED = 10;

    private final Set<String> bases;
    private final ListOptions options;
    private final List<String[]> values = new ArrayList<>();
    private final Set<String> startedAt = new LinkedHashSet<>();
    // One entry for each distinct list of names, with the first folder that has it.
    private final Map<List<String>, String> names = new LinkedHashMap<>();

    Reader(final Set<String> bases, final ListOptions options) {
      this.bases = bases;
      this.options = options;
    }

    /** Gives the number of a folder's partition, or -1 where it has no values. */
    int add(final String folder) throws ListException {
      final PartitionPath path = PartitionPath.parse(folder, bases);
      if (path.base() != null) {
        startedAt.add(path.base());
      }
      if (path.columns().isEmpty()) {
        return -1;
      }
      names.putIfAbsent(path.columns(), folder);
      values.add(path.values().toArray(new String[0]));
      return values.size() - 1;
    }

    Partitions end() throws ListException {
      if (values.isEmpty()) {
        return NONE;
      }
      checkStarts();
      final List<String> columns = names.keySet().iterator().next();
      checkNames(columns);
      return new Partitions(columns, values);
    }

    private void checkStarts() throws ListException {
      final Set<String> distinct = new HashSet<>();
      for (final String each : startedAt) {
        // Spark compares without regard to case, whatever the session says.
        distinct.add(each.toLowerCase(Locale.ROOT));
      }
      if (distinct.size() > 1 && !options.ignoreInvalidPartitions()) {
        throw new ListException(
            Reason.CONFLICTING_DIRECTORY_STRUCTURES,
            startedAt.iterator().next(),
            "partition columns begin at different folders (list them apart, or set basePath to one"
                + " that holds them all): "
                + some(startedAt));
      }
    }

    private void checkNames(final List<String> columns) throws ListException {
      final Set<List<String>> distinct = new HashSet<>();
      for (final List<String> each : names.keySet()) {
        distinct.add(folded(each));
      }
      if (distinct.size() > 1) {
        throw new ListException(
            Reason.CONFLICTING_PARTITION_COLUMN_NAMES,
            names.values().iterator().next(),
            "folders differ in their partition columns: " + some(names.entrySet()));
      }
      if (new HashSet<>(folded(columns)).size() < columns.size()) {
        throw new ListException(
            Reason.COLUMN_ALREADY_EXISTS,
            names.values().iterator().next(),
            "partition column is there twice: " + some(names.entrySet()));
      }
    }

    private static String some(final Collection<?> all) {
      final StringBuilder text = new StringBuilder();
      int count = 0;
      for (final Object each : all) {
        if (count == MENTIONED) {
          return text.append(", and ").append(all.size() - count).append(" more").toString();
        }
        text.append(count++ == 0 ? "" : ", ").append(each);
      }
      return text.toString();
    }

    private List<String> folded(final List<String> columns) {
      if (options.caseSensitive()) {
        return columns;
      }
      final List<String> lower = new ArrayList<>(columns.size());
      for (final String each : columns) {
        lower.add(each.toLowerCase(Locale.ROOT));
      }
      return lower;
    }
  }
}
