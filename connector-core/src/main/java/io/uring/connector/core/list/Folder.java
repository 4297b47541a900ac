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
 * What one folder holds. Tasks that walk it each fill a {@linkplain #divide part} of their own;
 * once all have {@linkplain #end ended}, it only is read.
 */
final class Folder {
  final Path path;
  final @Nullable Folder parent;

  /** The key of a folder that has not been looked at: there is no other like it. */
  private static final Object UNSEEN = new Object();

  /** Device and inode, or null where only some files of the folder have been asked for. */
  private @Nullable Object key;

  /** The modification time before the folder was read, or {@link FileTable#UNKNOWN}. */
  private long modifiedNanos;

  /** Parts that have not ended. */
  private final AtomicInteger open = new AtomicInteger();

  private List<Folder> parts = List.of();
  private List<Folder> folders = new ArrayList<>();
  private List<Listing.Skipped> skipped = new ArrayList<>();
  private boolean filled;
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

  /** A folder that was there once, and is looked at again when it is read. */
  static Folder unseen(final Path path, final @Nullable Folder parent) {
    return new Folder(path, parent, UNSEEN, FileTable.UNKNOWN);
  }

  /** Looks at a folder that has not been looked at; one that is gone shows when it is opened. */
  void see() throws ListException {
    if (UNSEEN.equals(key)) {
      final Stat stat = Stat.follow(path);
      if (stat != null) {
        key = stat.key();
        modifiedNanos = stat.settledNanos();
      }
    }
  }

  /** Makes parts for so many tasks, whose names follow each other in order. */
  List<Folder> divide(final int count) {
    final List<Folder> empty = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      empty.add(new Folder(path, this, key, modifiedNanos));
    }
    parts = empty;
    open.set(count);
    return parts;
  }

  /** Whether all that is right in the folder is known. */
  boolean isFilled() {
    return filled;
  }

  /** Notes that the folder has vanished, and that nothing is in it. */
  void vanish() {
    skip(path, Listing.Reason.MISSING);
    filled = true;
  }

  /** Lets go of what has been found in the folder: those in it keep it in memory. */
  void forget() {
    taken = null;
    files = null;
    folders = List.of();
    skipped = List.of();
  }

  /** In plan order, or as they were taken where only some have been asked for. */
  FileTable files() {
    if (files == null) {
      files = taken == null ? FileTable.concat(List.of()) : taken.build();
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

  /** Ends one of the parts; true for the last, when this folder has what all of them have. */
  boolean end() {
    if (open.decrementAndGet() > 0) {
      return false;
    }
    final List<FileTable> tables = new ArrayList<>(parts.size());
    for (final Folder part : parts) {
      tables.add(part.files());
      folders.addAll(part.folders);
      skipped.addAll(part.skipped);
      data |= part.data;
    }
    files = FileTable.concat(tables);
    parts = List.of();
    skipped.sort(Comparator.comparing(Listing.Skipped::path));
    filled = true;
    return true;
  }
}
