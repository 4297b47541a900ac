package io.uring.connector.flink.list;

import io.uring.connector.core.RequestList;
import io.uring.connector.core.list.Listing;
import io.uring.connector.core.list.ListingRest;
import io.uring.connector.core.list.ListingSteps;
import io.uring.connector.core.list.Manifest;
import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of a source that ends, some at a time; what a manifest names comes at once. For
 * one thread at a time; waits for the file system.
 */
@Internal
public final class FileSearch {
  /** About four splits of small files. */
  public static final int ENOUGH_FILES = 1 << 15;

  /**
   * What one step has found.
   *
   * @param requests what to read, in plan order; may be empty
   * @param files how many files all steps so far have found, whether they are read or not
   * @param skipped how many paths all steps so far have passed over
   * @param rest where to go on, or null where everything has been found
   */
  public record Found(RequestList requests, long files, int skipped, @Nullable ListingRest rest) {}

  private final FileFinder finder;
  private final byte[] rest;
  private final int enough;
  private @Nullable ListingSteps steps;

  /**
   * Begins a search, or goes on with one.
   *
   * @param finder what to look for
   * @param rest what was left of a search, empty for all of it; not to be changed
   */
  public FileSearch(final FileFinder finder, final byte[] rest) {
    this(finder, rest, ENOUGH_FILES);
  }

  /**
   * Begins a search, or goes on with one, in steps of another size.
   *
   * @param finder what to look for
   * @param rest what was left of a search, empty for all of it; not to be changed
   * @param enough how many files end a step
   */
  public FileSearch(final FileFinder finder, final byte[] rest, final int enough) {
    this.finder = finder;
    this.rest = rest;
    this.enough = enough;
  }

  /**
   * Searches on.
   *
   * @return what was found; more than is enough where a folder has more
   * @throws IOException if the files cannot be listed
   */
  public Found next() throws IOException {
    final String manifest = finder.manifest();
    if (manifest != null) {
      final Listing named = Manifest.list(manifest, finder.listing());
      return new Found(
          finder.selection().select(named.requests()),
          named.files().size(),
          named.skipped().size(),
          null);
    }
    if (steps == null) {
      steps =
          rest.length == 0
              ? ListingSteps.begin(finder.roots(), finder.listing())
              : ListingSteps.resume(rest, finder.listing());
    }
    final ListingSteps.Step step = steps.next(enough);
    return new Found(
        finder.selection().select(RequestList.wholeFiles(step.files())),
        step.found(),
        step.skipped(),
        step.rest());
  }
}
