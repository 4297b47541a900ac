package io.uring.connector.core.list;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What one folder holds. Tasks that walk it each fill a {@linkplain #part() part} of their own and
 * add that; once all have, it only is read.
 */
final class Folder {
  final Path path;
  final @Nullable Folder parent;

  /** Device and inode, or null where only some files of the folder have been asked for. */
  final @Nullable Object key;

  /** The modification time before the folder was read, or {@link FileTable#UNKNOWN}. */
  final long modifiedNanos;

  /** Tasks that have still to add to this folder. */
  final AtomicInteger open = new AtomicInteger(1);

  private final List<FileTable> parts = new ArrayList<>();
  private final List<Folder> folders = new ArrayList<>();
  private final List<Listing.Skipped> skipped = new ArrayList<>();
  private FileTable.@Nullable Builder taken;
  private @Nullable FileTable files;
  private boolean data;

  private Folder(
      final Path path,
      final @Nullable Folder parent,
      final @Nullable Object key,
      final long modifiedNanos) {
    this.path = path;
    this.parent = parent;
    this.key = key;
    this.modifiedNanos = modifiedNanos;
  }

  /** A folder that is to be read as a whole. */
  Folder(final Path path, final @Nullable Folder parent, final Stat stat) {
    this(path, parent, stat.key(), stat.settledNanos());
  }

  /** A folder of which only some files have been asked for. */
  static Folder some(final Path path, final long modifiedNanos) {
    return new Folder(path, null, null, modifiedNanos);
  }

  /** An empty one for what one task finds in this folder. */
  Folder part() {
    return new Folder(path, this, key, modifiedNanos);
  }

  /** In plan order, or as they were taken where only some have been asked for. */
  FileTable files() {
    if (files == null) {
      files = taken == null ? FileTable.concat(parts) : taken.build();
    }
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

  /** The path as a {@link FileTable} keeps it. */
  byte[] tablePath() {
    final byte[] bytes = RawPath.bytes(path);
    // The table has no slash at the end of a folder, and the root folder is nothing else.
    return bytes.length == 1 ? new byte[0] : bytes;
  }

  synchronized void addAll(final Folder part) {
    if (part.taken != null) {
      parts.add(part.files());
    }
    folders.addAll(part.folders);
    skipped.addAll(part.skipped);
    data |= part.data;
  }

  /** Adds a file if it is one to take. */
  void take(final RawName name, final Stat stat, final ListOptions options) {
    final String text = name.text();
    if (!options.includeHidden() && HiddenNames.hidesFile(text)) {
      return;
    }
    data = true;
    final long length = stat.length();
    final long modified = stat.modifiedNanos();
    if (options.takes(text, length, modified)) {
      if (taken == null) {
        taken = FileTable.builder();
        taken.addDirectory(tablePath(), modifiedNanos);
      }
      taken.add(0, name.bytes(), length, modified, stat.isSpecial(), stat.isSettled());
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
    files = FileTable.concat(parts).sortedByName();
    parts.clear();
    folders.sort(Comparator.comparing(folder -> folder.path));
    skipped.sort(Comparator.comparing(Listing.Skipped::path));
  }
}
