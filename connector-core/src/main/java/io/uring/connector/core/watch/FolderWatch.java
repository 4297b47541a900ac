package io.uring.connector.core.watch;

import io.uring.connector.core.FileTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Finds every file that is there, and every one that comes, exactly once, when it is complete. For
 * one thread; the fingerprints, which take the time, can be made on another one ({@link Sighting}).
 *
 * <p>A file is what has its path: one that comes back is new again only after it has been gone for
 * {@code forgetAfter}. Times of files tell what is complete, and never what is new.
 *
 * <p>What is remembered is written in 20 bytes a file, and bounded by the files that are there or
 * have been there lately. Where a watch is read again, files that are not complete are watched from
 * the beginning.
 */
public final class FolderWatch {
  private static final int VERSION = 1;

  private final Arrivals arrivals;
  private final SeenFiles seen;

  /**
   * A watch that has found nothing yet.
   *
   * @param minFileAgeMillis how long ago a file must have changed to be complete; 0 where every
   *     file is
   * @param forgetAfterMillis how long a file that is gone is remembered; whole seconds count
   * @throws IllegalArgumentException if one of them is negative
   */
  public FolderWatch(final long minFileAgeMillis, final long forgetAfterMillis) {
    this(minFileAgeMillis, forgetAfterMillis, new SeenFiles());
  }

  private FolderWatch(
      final long minFileAgeMillis, final long forgetAfterMillis, final SeenFiles seen) {
    arrivals = new Arrivals(minFileAgeMillis, forgetAfterMillis);
    this.seen = seen;
  }

  /**
   * Takes what is new and complete in a listing; it is never found again.
   *
   * @param sighting a listing of all folders that are watched; what it does not have is gone
   * @return numbers of files of the sighting, for {@link FileTable#select}: the oldest first, and
   *     in plan order where two are of one age
   */
  public int[] find(final Sighting sighting) {
    final int[] found = arrivals.in(sighting, seen);
    for (final int file : found) {
      seen.add(sighting.print(file));
    }
    return found;
  }

  /**
   * The number of files that the last listing has found to be new, but not complete.
   *
   * @return zero or more
   */
  public int incomplete() {
    return arrivals.incomplete();
  }

  /**
   * The number of files that have been found and are there, or have been there lately.
   *
   * @return zero or more
   */
  public int remembered() {
    return seen.size();
  }

  /**
   * Writes all that is remembered: 20 bytes a file, and 5 before.
   *
   * @param out takes it in large pieces
   * @throws IOException as {@code out} throws it
   */
  public void write(final DataOutput out) throws IOException {
    out.writeByte(VERSION);
    seen.write(out);
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @param in stands where it begins
   * @param minFileAgeMillis as of a new watch; it may differ from before
   * @param forgetAfterMillis as of a new watch; it may differ from before
   * @return a watch that finds what that one would have found
   * @throws IOException if it cannot be read, is damaged, or was written by a newer version
   */
  public static FolderWatch read(
      final DataInput in, final long minFileAgeMillis, final long forgetAfterMillis)
      throws IOException {
    final int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException(
          "read failed: version="
              + version
              + " of a folder watch: a newer uring connector has written this checkpoint; use that"
              + " one");
    }
    return new FolderWatch(minFileAgeMillis, forgetAfterMillis, SeenFiles.read(in));
  }
}
