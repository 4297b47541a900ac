package io.uring.connector.core.list;

import java.util.ArrayList;
import java.util.List;
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
    private final Set<String> bases;
    private final ListOptions options;
    private final List<String[]> values = new ArrayList<>();
    private final PartitionSigns signs = new PartitionSigns();

    Reader(final Set<String> bases, final ListOptions options) {
      this.bases = bases;
      this.options = options;
    }

    /** Gives the number of a folder's partition, or -1 where it has no values. */
    int add(final String folder) throws ListException {
      final PartitionPath path = PartitionPath.parse(folder, bases);
      signs.add(folder, path);
      if (path.columns().isEmpty()) {
        return -1;
      }
      values.add(path.values().toArray(new String[0]));
      return values.size() - 1;
    }

    Partitions end() throws ListException {
      final List<String> columns = signs.columns(options);
      return values.isEmpty() ? NONE : new Partitions(columns, values);
    }
  }
}
