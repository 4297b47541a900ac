package io.uring.connector.flink.list;

import io.uring.connector.core.RequestList;
import io.uring.connector.core.list.FileLister;
import io.uring.connector.core.list.ListOptions;
import io.uring.connector.core.list.Listing;
import io.uring.connector.core.list.Manifest;
import io.uring.connector.core.watch.FolderWatch;
import io.uring.connector.core.watch.Sighting;
import io.uring.connector.flink.FileSelection;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * What a source reads.
 *
 * @param roots absolute paths or globs, none where there is a manifest
 * @param manifest the list of files and ranges, or null
 * @param listing what to take and what to leave
 * @param interval between two listings, or null for only one
 * @param minFileAge how long a complete file has not changed
 * @param forgetAfter how long a file that is gone is remembered
 * @param selection what is read of all that
 * @param perHost whether each host has files of its own, which it lists itself
 */
@Internal
public record FileFinder(
    List<String> roots,
    @Nullable String manifest,
    ListOptions listing,
    @Nullable Duration interval,
    Duration minFileAge,
    Duration forgetAfter,
    FileSelection selection,
    boolean perHost)
    implements Serializable {
  /**
   * What was found.
   *
   * @param requests what to read, in plan order
   * @param skipped how many paths have no rows
   */
  public record Found(RequestList requests, int skipped) {}

  /**
   * Whether files are looked for again and again.
   *
   * @return false where the source ends
   */
  public boolean isContinuous() {
    return interval != null;
  }

  /**
   * Finds the files that are there now. Any thread.
   *
   * @return what the selection leaves of them
   * @throws IOException if they cannot be listed
   */
  public Found find() throws IOException {
    final Listing all =
        manifest == null ? FileLister.list(roots, listing) : Manifest.list(manifest, listing);
    return new Found(selection.select(all.requests()), all.skipped().size());
  }

  /**
   * What one of many looks has found.
   *
   * @param sighting the files
   * @param skipped how many paths could not be followed
   */
  public record Look(Sighting sighting, int skipped) {}

  /**
   * Looks again at what is there now, and may not be there always. Any thread.
   *
   * @return what the selection leaves of it
   * @throws IOException if it cannot be listed
   */
  public Look look() throws IOException {
    final long nowNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    final Listing all = FileLister.list(roots, listing.skippingMissing());
    final RequestList chosen = selection.select(all.requests());
    return new Look(Sighting.of(chosen.files(), nowNanos), all.skipped().size());
  }

  /**
   * Begins to tell new files from those that were there before.
   *
   * @return what remembers nothing yet; for one thread
   */
  public FolderWatch watch() {
    return new FolderWatch(minFileAge.toMillis(), forgetAfter.toMillis());
  }

  /**
   * Goes on with what a checkpoint has.
   *
   * @param remembered the bytes that a watch has written
   * @return what remembers the same; for one thread
   */
  public FolderWatch watch(final byte[] remembered) {
    try {
      return FolderWatch.read(
          new DataInputStream(new ByteArrayInputStream(remembered)),
          minFileAge.toMillis(),
          forgetAfter.toMillis());
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What names the files.
   *
   * @return the roots, or the manifest
   */
  public List<String> paths() {
    return manifest == null ? roots : List.of(manifest);
  }

  /**
   * What names the files, for people.
   *
   * @return the roots, or the manifest, by that word
   */
  public String description() {
    return (manifest == null ? "" : "manifest ") + String.join(", ", paths());
  }
}
