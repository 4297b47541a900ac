package io.uring.connector.spark;

import io.uring.connector.core.RequestList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a query's filters leave of a load, in the listing's order. */
final class ChosenFiles {
  private final ListedFiles listed;
  private final RequestList requests;

  /** For each request, which one of the listing it is; null where all were chosen. */
  private final int @Nullable [] origin;

  private ChosenFiles(
      final ListedFiles listed, final RequestList requests, final int @Nullable [] origin) {
    this.listed = listed;
    this.requests = requests;
    this.origin = origin;
  }

  static ChosenFiles of(final ListedFiles listed, final List<FileFilter> filters) {
    final RequestList all = listed.requests();
    if (filters.isEmpty()) {
      return new ChosenFiles(listed, all, null);
    }
    final FileFilter filter = new FileFilter.And(filters);
    final int[] chosen = new int[all.size()];
    int count = 0;
    for (int request = 0; request < all.size(); request++) {
      if (filter.test(all, request)) {
        chosen[count++] = request;
      }
    }
    final int[] origin = Arrays.copyOf(chosen, count);
    return new ChosenFiles(listed, all.select(origin), origin);
  }

  RequestList requests() {
    return requests;
  }

  /** The partition values of each folder of a split, which has these requests from the first on. */
  @Nullable Object[][] partitionValues(final RequestList split, final int first) {
    final @Nullable Object[][] values = new @Nullable Object[split.files().directories()][];
    for (int request = 0; request < split.size(); request++) {
      final int directory = split.files().directory(split.file(request));
      if (values[directory] == null) {
        final int chosen = first + request;
        final int file = listed.requests().file(origin == null ? chosen : origin[chosen]);
        values[directory] = listed.partitionValues(listed.requests().files().directory(file));
      }
    }
    return values;
  }
}
