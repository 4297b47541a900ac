package io.uring.connector.spark;

import io.uring.connector.core.FileTable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of a load that a query's filters leave, in the listing's order. */
final class ChosenFiles {
  private final ListedFiles listed;
  private final FileTable files;

  /** For each file, which one of the listing it is; null where all were chosen. */
  private final int @Nullable [] origin;

  private ChosenFiles(
      final ListedFiles listed, final FileTable files, final int @Nullable [] origin) {
    this.listed = listed;
    this.files = files;
    this.origin = origin;
  }

  static ChosenFiles of(final ListedFiles listed, final List<FileFilter> filters) {
    final FileTable all = listed.files();
    if (filters.isEmpty()) {
      return new ChosenFiles(listed, all, null);
    }
    final FileFilter filter = new FileFilter.And(filters);
    final int[] chosen = new int[all.size()];
    int count = 0;
    for (int file = 0; file < all.size(); file++) {
      if (filter.test(all, file)) {
        chosen[count++] = file;
      }
    }
    final int[] origin = Arrays.copyOf(chosen, count);
    return new ChosenFiles(listed, all.select(origin), origin);
  }

  FileTable files() {
    return files;
  }

  /** The partition values of each folder of a split, whose files are these from the first on. */
  @Nullable Object[][] partitionValues(final FileTable split, final int firstFile) {
    final @Nullable Object[][] values = new @Nullable Object[split.directories()][];
    for (int file = 0; file < split.size(); file++) {
      final int directory = split.directory(file);
      if (values[directory] == null) {
        final int chosen = firstFile + file;
        final int inListing = origin == null ? chosen : origin[chosen];
        values[directory] = listed.partitionValues(listed.files().directory(inListing));
      }
    }
    return values;
  }
}
