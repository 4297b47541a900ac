package io.uring.connector.core.list;

import io.uring.connector.core.FileTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A listing that hands out files while it goes on, and whose {@linkplain ListingRest rest} can be
 * written down and gone on with later. All steps together find what {@link FileLister#list} finds,
 * in the same order, but that roots which are files come before those which are folders.
 *
 * <p>A folder is listed as a whole: what comes into it later is not found, and what comes into one
 * that has not been listed is. Where files are right in the roots and {@link
 * ListOptions#recursive()} is not set, they come at the end, when it is known that there are no
 * partitions. Where roots overlap, all is found in one step.
 *
 * <p>For one thread at a time; each step waits for the threads that list.
 */
public final class ListingSteps {
  /** So many folders at once are looked into where they are small. */
  private static final int FOLDERS_AHEAD = 256;

  /** With so many files and folders that were found ahead of their turn, no more are looked for. */
  private static final int MOST_AHEAD = 1 << 16;

  /** A slow file system should not keep readers waiting for the end of a large step. */
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * What one step has found.
   *
   * @param files those that no step before has found, in plan order; may be empty
   * @param found how many files all steps so far have found
   * @param skipped how many paths all steps so far have passed over
   * @param rest what is left behind this step, or null where nothing is
   */
  public record Step(FileTable files, long found, int skipped, @Nullable ListingRest rest) {}

  private final ListOptions options;
  private final Set<String> bases;
  private final List<Folder> roots;
  private int nextRoot;
  private @Nullable FolderStack stack;
  private final PartitionSigns signs;

  /** The same, never to be changed. */
  private PartitionSigns knownSigns;

  private int outside;
  private long found;
  private int skipped;

  /** What the step that is being made has found. */
  private final List<FileTable> taken = new ArrayList<>();

  private int takenFiles;

  /** Files and folders in folders that were filled and have not had their turn. */
  private long ahead;

  private boolean hasEnded;

  private ListingSteps(
      final ListOptions options,
      final Set<String> bases,
      final ListingRest rest,
      final FileTable known) {
    this.options = options;
    this.bases = bases;
    roots = rest.roots();
    nextRoot = rest.nextRoot();
    stack = rest.stack();
    knownSigns = rest.signs();
    signs = knownSigns.copy();
    outside = rest.outside();
    found = rest.found();
    skipped = rest.skipped();
    take(known);
  }

  /**
   * Begins a listing: finds the roots, and lists those that are files.
   *
   * @param roots absolute paths or globs of files and folders, without a scheme
   * @param options what to take and what to leave
   * @return a listing of which no step has been made
   * @throws IOException as {@link FileLister#list} does
   */
  public static ListingSteps begin(final List<String> roots, final ListOptions options)
      throws IOException {
    final long startNanos = Stat.now();
    final List<String> missing = new ArrayList<>();
    final List<Root> all = Root.find(roots, options, missing);
    final List<Root> files = new ArrayList<>();
    final List<Folder> folders = new ArrayList<>();
    for (final Root root : all) {
      if (root.stat().isDirectory()) {
        folders.add(new Folder(root.path(), null, root.stat()));
      } else {
        files.add(root);
      }
    }
    final boolean isWhole =
        overlap(all) || !missing.isEmpty() || (!files.isEmpty() && !options.recursive());
    final Listing listing =
        isWhole
            ? FileLister.list(all, missing, options, startNanos)
            : Plan.ofAll(FileLister.parts(files, options, startNanos));
    return new ListingSteps(
        options,
        FileLister.bases(all, options),
        new ListingRest(
            isWhole ? List.of() : folders,
            0,
            null,
            new PartitionSigns(),
            0,
            0,
            listing.skipped().size()),
        listing.files());
  }

  /**
   * Goes on with a listing.
   *
   * @param rest {@linkplain ListingRest#bytes() what was left} of it
   * @param options those that it began with
   * @return a listing whose steps find the rest
   * @throws IOException if a root is not there any more, or the kernel refuses something
   */
  public static ListingSteps resume(final byte[] rest, final ListOptions options)
      throws IOException {
    final ListingRest left = ListingRest.of(rest);
    final List<Root> roots = new ArrayList<>();
    for (final Folder folder : left.roots()) {
      final Stat stat = Stat.follow(folder.path);
      if (stat == null) {
        throw ListException.notFound(RawName.pathText(folder.path));
      }
      roots.add(new Root(folder.path, stat));
    }
    final FolderStack stack = left.stack();
    for (Folder each = stack == null ? null : stack.parent(); each != null; each = each.parent) {
      each.see();
    }
    return new ListingSteps(
        options, FileLister.bases(roots, options), left, FileTable.concat(List.of()));
  }

  private static boolean overlap(final List<Root> roots) {
    final Set<Path> paths = new HashSet<>();
    for (final Root root : roots) {
      if (!paths.add(root.path())) {
        return true;
      }
    }
    for (final Root root : roots) {
      for (Path above = root.path().getParent(); above != null; above = above.getParent()) {
        if (paths.contains(above)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Lists on, for about a tenth of a second or until there are enough files.
   *
   * @param enough how many files are; there are more where the last folder has more
   * @return the files and what is left
   * @throws IOException as {@link FileLister#list} does; there are no more steps then
   */
  public Step next(final int enough) throws IOException {
    if (hasEnded) {
      throw new IllegalStateException("the listing has ended");
    }
    final Walk.Bounds bounds = new Walk.Bounds(enough, System.nanoTime() + STEP_NANOS);
    final ExecutorService pool = Walk.pool(options);
    try {
      do {
        final Folder next = peek();
        if (next == null) {
          end(pool);
          hasEnded = true;
        } else {
          fill(next, pool, bounds);
          visit(next);
        }
      } while (!hasEnded
          && takenFiles < bounds.names()
          && System.nanoTime() - bounds.endNanos() < 0);
    } finally {
      pool.shutdown();
    }
    return step();
  }

  private Step step() {
    final FileTable files = FileTable.concat(taken);
    taken.clear();
    takenFiles = 0;
    found += files.size();
    final ListingRest rest =
        hasEnded
            ? null
            : new ListingRest(roots, nextRoot, stack, knownSigns, outside, found, skipped);
    return new Step(files, found, skipped, rest);
  }

  private void take(final FileTable files) {
    if (files.size() > 0) {
      taken.add(files);
      takenFiles += files.size();
    }
  }

  private @Nullable Folder peek() {
    if (stack != null) {
      return stack.first();
    }
    return nextRoot < roots.size() ? roots.get(nextRoot) : null;
  }

  /** Fills a folder and, as far as there is room, those behind it. */
  private void fill(final Folder first, final ExecutorService pool, final Walk.Bounds bounds)
      throws IOException {
    if (first.isFilled()) {
      return;
    }
    final List<Folder> batch = empty(ahead < MOST_AHEAD ? FOLDERS_AHEAD : 1);
    Walk.fill(batch, options, pool, bounds);
    while (!first.isFilled()) {
      Walk.fill(List.of(first), options, pool, bounds);
    }
    for (final Folder each : batch) {
      ahead += each.isFilled() ? weight(each) : 0;
    }
  }

  /** The next folders that have not been filled. */
  private List<Folder> empty(final int most) {
    final List<Folder> empty = new ArrayList<>();
    for (FolderStack level = stack; level != null; level = level.below()) {
      addEmpty(level.folders(), level.from(), most, empty);
    }
    addEmpty(roots, nextRoot, most, empty);
    return empty;
  }

  private static void addEmpty(
      final List<Folder> folders, final int from, final int most, final List<Folder> empty) {
    for (int i = from; i < folders.size() && empty.size() < most; i++) {
      if (!folders.get(i).isFilled()) {
        empty.add(folders.get(i));
      }
    }
  }

  private static long weight(final Folder filled) {
    return (long) filled.files().size() + filled.folders().size();
  }

  /** Takes a folder's files, and puts those in it before all others. */
  private void visit(final Folder folder) throws ListException {
    ahead -= weight(folder);
    if (stack == null) {
      nextRoot++;
    } else {
      stack = stack.rest();
    }
    stack = FolderStack.push(folder, stack);
    skipped += folder.skipped().size();
    if (!folder.hasData() || isTaken(folder)) {
      folder.forget();
    }
  }

  /** False where it has yet to be seen whether its files are to be taken. */
  private boolean isTaken(final Folder folder) throws ListException {
    if (!options.recursive()) {
      final String path = RawName.pathText(folder.path);
      final PartitionPath partition = PartitionPath.parse(path, bases);
      if (signs.add(path, partition)) {
        knownSigns = signs.copy();
      }
      if (partition.columns().isEmpty()) {
        outside++;
        return folder.parent != null;
      }
    }
    take(folder.files());
    return true;
  }

  /** Now that all folders are known, the files right in the roots are partitions' or not. */
  private void end(final ExecutorService pool) throws IOException {
    if (options.recursive()) {
      return;
    }
    signs.columns(options);
    if (signs.areThere()) {
      skipped += outside;
      return;
    }
    // Those of before a restart are not known any more.
    final List<Folder> empty = new ArrayList<>();
    addEmpty(roots, 0, roots.size(), empty);
    Walk.fill(empty, options, pool, new Walk.Bounds(Long.MAX_VALUE, Long.MAX_VALUE));
    for (final Folder root : roots) {
      take(root.files());
    }
  }
}
