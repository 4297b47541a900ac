package io.uring.connector.core.watch;

import java.util.HashMap;
import java.util.Map;

/**
 * Tells which files are complete: those that were modified long enough ago, and those that have not
 * changed while they were watched for as long. The latter is for files whose time is ahead of our
 * clock. For one thread.
 */
final class YoungFiles {
  private record Watched(long length, long modifiedNanos, long sinceNanos) {}

  private final long leastNanos;

  /** Those of the future in the last listing. */
  private Map<Fingerprint, Watched> watched = new HashMap<>();

  private Map<Fingerprint, Watched> found = new HashMap<>();

  /** How many there are whose own time will tell, in the last listing and in this one. */
  private int aging;

  private int foundAging;

  /**
   * Starts with no files.
   *
   * @param leastNanos how long ago a file must have changed
   */
  YoungFiles(final long leastNanos) {
    this.leastNanos = leastNanos;
  }

  /** How many files the last listing has found that are not complete. */
  int size() {
    return aging + watched.size();
  }

  /** Whether a file that a listing has found is complete; if not, it is watched. */
  boolean isComplete(
      final Fingerprint file, final long length, final long modifiedNanos, final long nowNanos) {
    if (isOld(modifiedNanos, nowNanos)) {
      return true;
    }
    if (modifiedNanos <= nowNanos) {
      foundAging++;
      return false;
    }
    final Watched before = watched.get(file);
    if (before == null || before.length != length || before.modifiedNanos != modifiedNanos) {
      found.put(file, new Watched(length, modifiedNanos, nowNanos));
      return false;
    }
    if (nowNanos - before.sinceNanos >= leastNanos) {
      return true;
    }
    found.put(file, before);
    return false;
  }

  /** Whether a file is complete by its time alone. */
  boolean isOld(final long modifiedNanos, final long nowNanos) {
    return leastNanos == 0 || modifiedNanos <= nowNanos - leastNanos;
  }

  /** Ends a listing: what it has not found is watched no longer. */
  void endListing() {
    watched = found;
    found = new HashMap<>();
    aging = foundAging;
    foundAging = 0;
  }
}
