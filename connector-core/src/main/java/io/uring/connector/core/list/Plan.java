package io.uring.connector.core.list;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
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
  private final FileTable.Builder table = FileTable.builder();
  private final Map<ByteBuffer, Integer> directories = new HashMap<>();
  private final Set<Listing.Skipped> skipped = new LinkedHashSet<>();
  private int[] partitionOfDirectory = new int[16];

  private Plan() {}

  /** The files in all folders, each once even where roots overlap. */
  static Listing ofAll(final List<Folder> parts) {
    final Plan plan = new Plan();
    for (final Leaf leaf : plan.leaves(parts)) {
      plan.add(leaf.path(), leaf.files(), -1);
    }
    return plan.listing(Partitions.NONE);
  }

  /** The files right in the roots, so often as the roots are given: Spark repeats them too. */
  static Listing ofRoots(final List<Folder> parts) {
    final Plan plan = new Plan();
    for (final Folder part : parts) {
      plan.skipped.addAll(part.skipped());
      plan.add(path(part), part.files(), -1);
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
        plan.add(leaf.path(), leaf.files(), partition);
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
            final byte[] path = path(folder);
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

  private void add(final byte[] path, final List<Folder.Entry> files, final int partition) {
    if (files.isEmpty()) {
      return;
    }
    final int directory =
        directories.computeIfAbsent(ByteBuffer.wrap(path), absent -> table.addDirectory(path));
    if (directory == partitionOfDirectory.length) {
      partitionOfDirectory = Arrays.copyOf(partitionOfDirectory, directory * 2);
    }
    partitionOfDirectory[directory] = partition;
    for (final Folder.Entry file : files) {
      table.add(directory, file.name(), file.length(), file.modifiedNanos(), file.special());
    }
  }

  private Listing listing(final Partitions partitions) {
    final int[] used = Arrays.copyOf(partitionOfDirectory, directories.size());
    return new Listing(table.build(), partitions, used, List.copyOf(skipped));
  }

  private static byte[] path(final Folder folder) {
    final byte[] path = RawPath.bytes(folder.path);
    // The table has no slash at the end of a folder, and the root folder is nothing else.
    return path.length == 1 ? new byte[0] : path;
  }
}
