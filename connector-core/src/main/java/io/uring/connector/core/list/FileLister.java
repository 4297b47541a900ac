package io.uring.connector.core.list;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.list.ListException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Finds the files that a scan reads, as Spark's {@code binaryFile} finds them on a local file
 * system.
 *
 * <p>Without {@link ListOptions.Builder#recursive()} folders called {@code name=value} are
 * partitions: where there are any, the files are those in such folders; where there are none, only
 * the files right in the roots. Links are followed.
 */
public final class FileLister {
  private FileLister() {}

  /**
   * Lists files. Waits for the threads that do it; may be called on any thread.
   *
   * @param roots absolute paths or globs of files and folders, without a scheme
   * @param options what to take and what to leave
   * @return the files in plan order, the same for the same tree whatever the threads do
   * @throws ListException if a root does not exist, the kernel refuses something, or the folders'
   *     names make no sense as partitions
   * @throws IOException if the calling thread is interrupted
   */
  public static Listing list(final List<String> roots, final ListOptions options)
      throws IOException {
    final long startNanos = Stat.now();
    final List<String> missing = new ArrayList<>();
    return list(Root.find(roots, options, missing), missing, options, startNanos);
  }

  /** Lists what is at roots that have been found. */
  static Listing list(
      final List<Root> found,
      final List<String> missing,
      final ListOptions options,
      final long startNanos)
      throws IOException {
    final List<Folder> parts = parts(found, options, startNanos);
    for (final String root : missing) {
      final Folder gone = Folder.some(Root.path(root), FileTable.UNKNOWN);
      gone.skip(gone.path, Listing.Reason.MISSING);
      parts.add(gone);
    }
    final Set<Folder> whole = new LinkedHashSet<>();
    for (final Folder part : parts) {
      if (part.isWhole()) {
        whole.add(part);
      }
    }
    Walk.fill(whole, options);
    return options.recursive()
        ? Plan.ofAll(parts)
        : Plan.ofPartitions(parts, new Partitions.Reader(bases(found, options), options));
  }

  /** A part for each root, or for neighbours that are files of one folder. */
  static List<Folder> parts(
      final List<Root> roots, final ListOptions options, final long startNanos)
      throws ListException {
    final List<Folder> parts = new ArrayList<>();
    final Map<Path, Folder> whole = new HashMap<>();
    Folder last = null;
    for (final Root root : roots) {
      final Path path = root.path();
      final Stat stat = root.stat();
      if (stat.isDirectory()) {
        last = whole.computeIfAbsent(path, absent -> new Folder(path, null, stat));
        parts.add(last);
      } else {
        final Path parent = Objects.requireNonNull(path.getParent());
        if (last == null || last.isWhole() || !last.path.equals(parent)) {
          last = Folder.some(parent, settledNanos(parent, startNanos));
          parts.add(last);
        }
        last.take(RawName.of(path), stat, options);
      }
    }
    return parts;
  }

  /** A folder's time that has not changed since before its files were looked at. */
  private static long settledNanos(final Path folder, final long startNanos) throws ListException {
    final Stat stat = Stat.follow(folder);
    return stat == null || !FileTable.hasSettled(stat.modifiedNanos(), startNanos)
        ? FileTable.UNKNOWN
        : stat.modifiedNanos();
  }

  /** The folders that partition columns begin below. */
  static Set<String> bases(final List<Root> roots, final ListOptions options) throws ListException {
    final String wanted = options.basePath();
    final Set<String> bases = new HashSet<>();
    if (wanted == null) {
      for (final Root root : roots) {
        final Path path = root.path();
        final Path parent = path.getParent();
        bases.add(RawName.pathText(parent == null || root.stat().isDirectory() ? path : parent));
      }
      return bases;
    }
    final Path base = Root.path(wanted);
    final Stat stat = Stat.follow(base);
    if (stat == null || !stat.isDirectory()) {
      throw new ListException(
          Reason.WRONG_BASE_PATH,
          wanted,
          (stat == null ? "basePath does not exist: " : "basePath must be a folder: ") + wanted);
    }
    final String text = RawName.pathText(base);
    for (final Root root : roots) {
      // Of the text, as Spark does it: /ab starts with /a.
      if (!RawName.pathText(root.path()).startsWith(text)) {
        throw new ListException(
            Reason.WRONG_BASE_PATH,
            wanted,
            "basePath must hold all roots: basePath=" + wanted + ", root=" + root.path());
      }
    }
    bases.add(text);
    return bases;
  }
}
