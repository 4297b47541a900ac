package io.uring.connector.core.list;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What one folder holds. Several threads may add to it while it is walked; then it only is read.
 */
final class Folder {
  /** A file that a listing takes. */
  @SuppressWarnings("ArrayRecordComponent") // a row on its way into the table, never compared
  record Entry(byte[] name, long length, long modifiedNanos, boolean special) {}

  final Path path;
  final @Nullable Folder parent;

  /** Device and inode, or null where only some files of the folder have been asked for. */
  final @Nullable Object key;

  /** Tasks that have still to add to this folder. */
  final AtomicInteger open = new AtomicInteger(1);

  private final List<Entry> files = new ArrayList<>();
  private final List<Folder> folders = new ArrayList<>();
  private final List<Listing.Skipped> skipped = new ArrayList<>();
  private boolean data;

  Folder(final Path path, final @Nullable Folder parent, final @Nullable Object key) {
    this.path = path;
    this.parent = parent;
    this.key = key;
  }

  /** In plan order. */
  List<Entry> files() {
    return files;
  }

  /** In plan order. */
  List<Folder> folders() {
    return folders;
  }

  List<Listing.Skipped> skipped() {
    return skipped;
  }

  /**
   * Whether there are files that are not hidden, be they taken or not: then this is a partition.
   */
  boolean hasData() {
    return data;
  }

  boolean isWhole() {
    return key != null;
  }

  boolean isWithin(final Object other) {
    for (Folder each = this; each != null; each = each.parent) {
      if (other.equals(each.key)) {
        return true;
      }
    }
    return false;
  }

  synchronized void addAll(final Folder part) {
    files.addAll(part.files);
    folders.addAll(part.folders);
    skipped.addAll(part.skipped);
    data |= part.data;
  }

  /** Adds a file if it is one to take. */
  void take(final RawName name, final BasicFileAttributes attributes, final ListOptions options) {
    final String text = name.text();
    if (!options.includeHidden() && HiddenNames.hidesFile(text)) {
      return;
    }
    data = true;
    final long length = Stat.length(attributes);
    final long modified = Stat.modifiedNanos(attributes);
    if (options.takes(text, length, modified)) {
      files.add(new Entry(name.bytes(), length, modified, Stat.isSpecial(attributes)));
    }
  }

  void add(final Folder folder) {
    folders.add(folder);
  }

  void skip(final Path child, final Listing.Reason reason) {
    skipped.add(new Listing.Skipped(RawName.pathText(child), reason));
  }

  /** Puts everything in the order of the names' bytes, which no thread's timing changes. */
  void sort() {
    files.sort((a, b) -> Arrays.compareUnsigned(a.name, b.name));
    folders.sort(Comparator.comparing(folder -> folder.path));
    skipped.sort(Comparator.comparing(Listing.Skipped::path));
  }
}
