package io.uring.connector.core.watch;

import io.uring.connector.core.FileTable;

/**
 * What a listing has seen at one moment, with a fingerprint of each path: the part of a watch that
 * costs time and needs no state, some 16 bytes of heap a file. Immutable; safe on any thread.
 */
public final class Sighting {
  private final FileTable files;
  private final long nowNanos;
  private final long[] prints;

  private Sighting(final FileTable files, final long nowNanos, final long[] prints) {
    this.files = files;
    this.nowNanos = nowNanos;
    this.prints = prints;
  }

  /**
   * Makes the fingerprints of all files, on the caller's thread.
   *
   * @param files what a listing has found; a file may be in it more than once
   * @param nowNanos a moment before that listing began, nanoseconds since 1970-01-01T00:00:00Z
   * @return for {@link FolderWatch#find} or {@link Arrivals#in}
   */
  public static Sighting of(final FileTable files, final long nowNanos) {
    final Fingerprint.Maker fingerprints = new Fingerprint.Maker();
    final long[] prints = new long[Math.multiplyExact(2, files.size())];
    for (int file = 0; file < files.size(); file++) {
      final Fingerprint print = fingerprints.of(files, file);
      prints[2 * file] = print.high();
      prints[2 * file + 1] = print.low();
    }
    return new Sighting(files, nowNanos, prints);
  }

  /**
   * What the listing has found.
   *
   * @return the table that this was made of
   */
  public FileTable files() {
    return files;
  }

  /** A moment before the listing, nanoseconds since 1970. */
  long nowNanos() {
    return nowNanos;
  }

  Fingerprint print(final int file) {
    return new Fingerprint(prints[2 * file], prints[2 * file + 1]);
  }
}
