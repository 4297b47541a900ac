package io.uring.connector.core.list;

import io.uring.connector.core.list.ListException.Reason;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What folders' names say of partitions so far: whether there are any, and whether they agree. */
final class PartitionSigns {
  private static final int MENTIONED = 10;

  /** With so many folders that have no partitions in common, there is nothing more to learn. */
  private static final int MOST_STARTS = 1000;

  private final Set<String> startedAt = new LinkedHashSet<>();
  // One entry for each distinct list of names, with the first folder that has it.
  private final Map<List<String>, String> names = new LinkedHashMap<>();

  /**
   * Adds what a folder's name says.
   *
   * @return whether it is new
   */
  boolean add(final String folder, final PartitionPath path) {
    final boolean isNewStart =
        path.base() != null && startedAt.size() < MOST_STARTS && startedAt.add(path.base());
    final boolean isNewName =
        !path.columns().isEmpty() && names.putIfAbsent(path.columns(), folder) == null;
    return isNewStart || isNewName;
  }

  /** Whether any folder is a partition. */
  boolean areThere() {
    return !names.isEmpty();
  }

  /** The columns of all partitions, checked. */
  List<String> columns(final ListOptions options) throws ListException {
    if (!areThere()) {
      return List.of();
    }
    checkStarts(options);
    final List<String> columns = names.keySet().iterator().next();
    checkNames(columns, options);
    return columns;
  }

  PartitionSigns copy() {
    final PartitionSigns copy = new PartitionSigns();
    copy.startedAt.addAll(startedAt);
    copy.names.putAll(names);
    return copy;
  }

  void write(final DataOutput out) throws IOException {
    writeAll(startedAt, out);
    out.writeInt(names.size());
    for (final Map.Entry<List<String>, String> each : names.entrySet()) {
      writeAll(each.getKey(), out);
      out.writeUTF(each.getValue());
    }
  }

  static PartitionSigns read(final DataInput in) throws IOException {
    final PartitionSigns signs = new PartitionSigns();
    signs.startedAt.addAll(readAll(in));
    for (int left = in.readInt(); left > 0; left--) {
      signs.names.put(readAll(in), in.readUTF());
    }
    return signs;
  }

  private static void writeAll(final Collection<String> texts, final DataOutput out)
      throws IOException {
    out.writeInt(texts.size());
    for (final String each : texts) {
      out.writeUTF(each);
    }
  }

  private static List<String> readAll(final DataInput in) throws IOException {
    final List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(in.readUTF());
    }
    return texts;
  }

  private void checkStarts(final ListOptions options) throws ListException {
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

  private void checkNames(final List<String> columns, final ListOptions options)
      throws ListException {
    final Set<List<String>> distinct = new HashSet<>();
    for (final List<String> each : names.keySet()) {
      distinct.add(folded(each, options));
    }
    if (distinct.size() > 1) {
      throw new ListException(
          Reason.CONFLICTING_PARTITION_COLUMN_NAMES,
          names.values().iterator().next(),
          "folders differ in their partition columns: " + some(names.entrySet()));
    }
    if (new HashSet<>(folded(columns, options)).size() < columns.size()) {
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

  private static List<String> folded(final List<String> columns, final ListOptions options) {
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
