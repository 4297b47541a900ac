package io.uring.connector.core.watch;

import io.uring.connector.core.FileTable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Tells which files of a listing are new and complete, for somebody who says himself what he has
 * taken. For one thread.
 */
public final class Arrivals {
  private final YoungFiles young;
  private final long keepSeconds;

  /**
   * Starts before the first listing.
   *
   * @param minFileAgeMillis how long ago a file must have changed to be complete; 0 where every
   *     file is
   * @param forgetAfterMillis how long a file that is gone is remembered; whole seconds count
   * @throws IllegalArgumentException if one of them is negative
   */
  public Arrivals(final long minFileAgeMillis, final long forgetAfterMillis) {
    if (minFileAgeMillis < 0 || forgetAfterMillis < 0) {
      throw new IllegalArgumentException(
          "times must not be negative: minFileAge="
              + minFileAgeMillis
              + " ms, forgetAfter="
              + forgetAfterMillis
              + " ms");
    }
    young = new YoungFiles(TimeUnit.MILLISECONDS.toNanos(minFileAgeMillis));
    keepSeconds = forgetAfterMillis / 1000;
  }

  /**
   * Looks through a listing. Files that it does not have are gone; they are dropped from what has
   * been seen once they have been gone for long enough.
   *
   * @param sighting the listing
   * @param seen knows what is not new; nothing is added to it
   * @return numbers of files of the sighting that are new and complete, each file once: the oldest
   *     first, and in plan order where two are of one age
   */
  public int[] in(final Sighting sighting, final SeenFiles seen) {
    final FileTable files = sighting.files();
    // What was put together of several listings may have a file twice.
    final SeenFiles once = new SeenFiles();
    final int[] found = new int[files.size()];
    int count = 0;
    for (int file = 0; file < found.length; file++) {
      final Fingerprint print = sighting.print(file);
      if (!seen.find(print)
          && once.add(print)
          && young.isComplete(
              print, files.length(file), files.modifiedNanos(file), sighting.nowNanos())) {
        found[count++] = file;
      }
    }
    seen.endListing(sighting.nowNanos() / 1_000_000_000L, keepSeconds);
    young.endListing();
    return IntStream.of(Arrays.copyOf(found, count))
        .boxed()
        .sorted(Comparator.comparingLong(files::modifiedNanos))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * Whether a file is complete by its time alone.
   *
   * @param modifiedNanos its modification time, nanoseconds since 1970
   * @param nowNanos a moment before that was looked at, nanoseconds since 1970
   * @return true if it changed long enough ago
   */
  public boolean isOld(final long modifiedNanos, final long nowNanos) {
    return young.isOld(modifiedNanos, nowNanos);
  }

  /**
   * The number of files that the last listing has found to be new, but not complete.
   *
   * @return zero or more
   */
  public int incomplete() {
    return young.size();
  }
}
