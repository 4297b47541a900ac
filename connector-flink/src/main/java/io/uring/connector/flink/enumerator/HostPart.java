package io.uring.connector.flink.enumerator;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.flink.host.HostListed;
import io.uring.connector.flink.host.HostMail;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the job manager knows of one host: its readers, and how far its listing is. */
final class HostPart {
  /** Of a reader whose attempts Flink does not tell apart. */
  static final int ANY_ATTEMPT = -1;

  final PendingSplits pending;

  /** Attempts of subtasks that run there and may get splits. */
  final SortedMap<Integer, Integer> readers = new TreeMap<>();

  /** Who lists; null where nobody does. */
  @Nullable Integer lister;

  /** Which listing that is: what comes of an earlier one is too late. */
  long listing;

  boolean isListing;
  boolean hasListed;
  byte[] rest = {};
  int skipped;
  HostMail.Box box = new HostMail.Box();

  HostPart(final ReadOptions options, final String host) {
    pending = new PendingSplits(options, host);
  }

  HostPart(final ReadOptions options, final HostFiles restored) {
    pending = new PendingSplits(options, restored);
    hasListed = restored.hasListed();
    rest = restored.rest();
  }

  /** Whether there are files that nobody reads. */
  boolean hasWork() {
    return !hasListed || pending.size() > 0;
  }

  boolean isForsaken() {
    return readers.isEmpty() && hasWork();
  }

  void add(final HostListed listed) {
    isListing = false;
    pending.add(listed.requests());
    skipped = listed.skipped();
    hasListed = listed.hasEnded();
    rest = listed.rest();
  }

  /** A reader there has gone, perhaps in the middle of a letter. */
  void leave(final int subtask) {
    readers.remove(subtask);
    if (lister != null && lister == subtask) {
      lister = null;
      isListing = false;
      box = new HostMail.Box();
    }
  }

  HostFiles state() {
    return pending.state(hasListed, rest);
  }
}
