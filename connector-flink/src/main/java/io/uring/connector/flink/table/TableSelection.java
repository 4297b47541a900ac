package io.uring.connector.flink.table;

import io.uring.connector.core.RequestList;
import io.uring.connector.flink.FileSelection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a query leaves of a table's files.
 *
 * @param conditions of which all must be true
 * @param keys the partition columns
 * @param partitions the texts of their values that are wanted, or null for any
 * @param most how many files are enough
 */
record TableSelection(
    List<FileCondition> conditions,
    List<PartitionColumn> keys,
    @Nullable Set<Map<String, @Nullable String>> partitions,
    long most)
    implements FileSelection {

  @Override
  public RequestList select(final RequestList found) {
    RequestList chosen = found;
    if (partitions != null || !conditions.isEmpty()) {
      final int[] kept =
          IntStream.range(0, found.size()).filter(i -> isWanted(found, i)).limit(most).toArray();
      chosen = kept.length == found.size() ? found : found.select(kept);
    }
    return chosen.size() > most ? chosen.slice(0, (int) most) : chosen;
  }

  private boolean isWanted(final RequestList found, final int request) {
    if (partitions != null && !partitions.contains(partition(found, request, keys))) {
      return false;
    }
    for (final FileCondition condition : conditions) {
      if (!Boolean.TRUE.equals(condition.test(found, request))) {
        return false;
      }
    }
    return true;
  }

  /** The partition of a file, as the planner has it. */
  static Map<String, @Nullable String> partition(
      final RequestList found, final int request, final List<PartitionColumn> keys) {
    final Map<String, @Nullable String> values = new LinkedHashMap<>();
    for (final PartitionColumn key : keys) {
      values.put(key.name(), key.text(found.files(), found.files().directory(found.file(request))));
    }
    return values;
  }
}
