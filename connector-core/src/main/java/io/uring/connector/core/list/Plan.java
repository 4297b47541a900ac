package io.uring.connector.core.list;

import io.uring.connector.core.FileTable;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Puts walked folders into plan order: the files of a folder before the folders in it, both by
 * name, and roots in the order given.
 */
final class Plan {
  private final List<FileTable> tables = new ArrayList<>();
  private final Set<Listing.Skipped> skipped = new LinkedHashSet<>();
  // For each table, hence for each folder: where there are partitions, leaves come but once.
  private int[] partitionOfDirectory = new int[16];

  private Plan() {}

  /** The files in all folders, each once even where roots overlap. */
  static Listing ofAll(final List<Folder> parts) {
    final Plan plan = new Plan();
    for (final Leaf leaf : plan.leaves(parts)) {
      plan.add(leaf.files(), -1);
    }
    return plan.listing(Partitions.NONE);
  }

  /** The files right in the roots, so often as the roots are given: Spark repeats them too. */
  static Listing ofRoots(final List<Folder> parts) {
    final Plan plan = new Plan();
    for (final Folder part : parts) {
      plan.skipped.addAll(part.skipped());
      plan.add(part.files(), -1);
    }
    return plan.listing(Partitions.NONE);
  }

  /** The files in partitions, or right in the roots where there is no partition. */
  static Listing ofPartitions(final List<Folder> parts, final Partitions.Reader reader)
      throws ListException {
    final Plan plan = new Plan();
    for (final Leaf leaf : plan.leaves(parts)) {
      final String path = leaf.text();
      final int partition = reader.add(path);
      if (partition >= 0) {
        plan.add(leaf.files(), partition);
      } else {
        plan.skipped.add(new Listing.Skipped(path, Listing.Reason.OUTSIDE_PARTITIONS));
      }
    }
    final Partitions partitions = reader.end();
    return partitions.size() == 0 ? ofRoots(parts) : plan.listing(partitions);
  }

  private Collection<Leaf> leaves(final List<Folder> parts) {
    final Map<ByteBuffer, Leaf> leaves = new LinkedHashMap<>();
    forEach(
        parts,
        folder -> {
          skipped.addAll(folder.skipped());
          if (folder.hasData()) {
            final byte[] path = folder.tablePath();
            leaves.computeIfAbsent(ByteBuffer.wrap(path), absent -> new Leaf(path)).add(folder);
          }
        });
    return leaves.values();
  }

  /** With a stack of its own: trees may be deeper than a thread's. */
  private static void forEach(final List<Folder> parts, final Consumer<Folder> visitor) {
    final Deque<Folder> open = new ArrayDeque<>();
    pushAll(parts, open);
    while (!open.isEmpty()) {
      final Folder folder = open.pop();
      visitor.accept(folder);
      pushAll(folder.folders(), open);
    }
  }

  private static void pushAll(final List<Folder> folders, final Deque<Folder> open) {
    for (int i = folders.size() - 1; i >= 0; i--) {
      open.push(folders.get(i));
    }
  }

  /** Adds the files of a folder. */
  private void add(final FileTable files, final int partition) {
    if (files.size() > 0) {
      if (tables.size() == partitionOfDirectory.length) {
        partitionOfDirectory = Arrays.copyOf(partitionOfDirectory, tables.size() * 2);
      }
      partitionOfDirectory[tables.size()] = partition;
      tables.add(files);
    }
  }

  private Listing listing(final Partitions partitions) {
    final int[] used = Arrays.copyOf(partitionOfDirectory, tables.size());
    return new Listing(FileTable.concat(tables), partitions, used, List.copyOf(skipped));
  }
}
