package io.uring.connector.flink.enumerator;

import io.uring.connector.core.list.FileLister;
import io.uring.connector.core.list.ListOptions;
import io.uring.connector.core.list.Listing;
import io.uring.connector.core.list.Manifest;
import io.uring.connector.core.watch.FolderWatch;
import io.uring.connector.core.watch.Sighting;
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
 */
@Internal
public record FileFinder(
    List<String> roots,
    @Nullable String manifest,
    ListOptions listing,
    @Nullable Duration interval,
    Duration minFileAge,
    Duration forgetAfter)
    implements Serializable {

  /**
   * Whether files are looked for again and again.
   *
   * @return false where the source ends
   */
  public boolean isContinuous() {
    return interval != null;
  }

  /** Finds the files that are there now. Any thread. */
  Listing find() throws IOException {
    return manifest == null ? FileLister.list(roots, listing) : Manifest.list(manifest, listing);
  }

  /**
   * What one of many looks has found.
   *
   * @param sighting the files
   * @param skipped how many paths could not be followed
   */
  record Look(Sighting sighting, int skipped) {}

  /** Looks again at what is there now, and may not be there always. Any thread. */
  Look look() throws IOException {
    final long nowNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    final Listing found = FileLister.list(roots, listing.skippingMissing());
    return new Look(Sighting.of(found.files(), nowNanos), found.skipped().size());
  }

  /** Remembers nothing yet. */
  FolderWatch watch() {
    return new FolderWatch(minFileAge.toMillis(), forgetAfter.toMillis());
  }

  /** Remembers what a checkpoint has. */
  FolderWatch watch(final byte[] remembered) {
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

  /** For people. */
  String description() {
    return (manifest == null ? "" : "manifest ") + String.join(", ", paths());
  }
}
