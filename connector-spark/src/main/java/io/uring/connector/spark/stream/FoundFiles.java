package io.uring.connector.spark.stream;

import io.uring.connector.core.list.Listing;
import io.uring.connector.core.watch.Arrivals;
import io.uring.connector.core.watch.SeenFiles;
import io.uring.connector.core.watch.Sighting;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a listing has found to be new and complete, the oldest file first, and in plan order where
 * two are of one age. It is taken batch by batch. For one thread.
 */
final class FoundFiles {
  private final Listing listing;
  private final Arrivals arrivals;
  private final int[] order;
  private int next;
  private long bytesLeft;

  private FoundFiles(final Listing listing, final Arrivals arrivals, final int[] order) {
    this.listing = listing;
    this.arrivals = arrivals;
    this.order = order;
    for (final int file : order) {
      bytesLeft += listing.files().length(file);
    }
  }

  /**
   * Looks through a listing.
   *
   * @param seen knows what has been given to a batch
   * @param arrivals tells what is new and complete
   * @param nowNanos a moment before the listing, nanoseconds since 1970
   */
  static FoundFiles in(
      final Listing listing, final SeenFiles seen, final Arrivals arrivals, final long nowNanos) {
    final Sighting sighting = Sighting.of(listing.files(), nowNanos);
    return new FoundFiles(listing, arrivals, arrivals.in(sighting, seen));
  }

  /** How many have not been taken. */
  int left() {
    return order.length - next;
  }

  /** The bytes of those. */
  long bytesLeft() {
    return bytesLeft;
  }

  /** Takes a batch of what the listing has just found. */
  StreamBatch take(final StreamLimit limit) {
    return take(limit, file -> Look.listed(listing.files(), file));
  }

  /**
   * Takes a batch of what was found some time ago: each file as it is now. What is gone, empty or
   * being changed is left to a later listing, as it has not been seen.
   */
  StreamBatch takeLater(final StreamLimit limit, final long nowNanos) throws IOException {
    return take(
        limit,
        file -> {
          final Look now = Look.at(listing.files(), file);
          if (now == null || now.length() == 0) {
            return null;
          }
          return !hasChanged(file, now) || arrivals.isOld(now.modifiedNanos(), nowNanos)
              ? now
              : null;
        });
  }

  private boolean hasChanged(final int file, final Look now) {
    return now.length() != listing.files().length(file)
        || now.modifiedNanos() != listing.files().modifiedNanos(file);
  }

  private interface Eye<E extends Exception> {
    @Nullable Look look(int file) throws E;
  }

  private <E extends Exception> StreamBatch take(final StreamLimit limit, final Eye<E> eye)
      throws E {
    final StreamBatch.Builder batch = new StreamBatch.Builder(listing);
    long bytes = 0;
    while (next < order.length) {
      final int file = order[next];
      final Look look = eye.look(file);
      if (look != null) {
        if (!limit.allows(batch.size(), bytes, look.length())) {
          break;
        }
        batch.add(file, look);
        bytes += look.length();
      }
      next++;
      bytesLeft -= listing.files().length(file);
    }
    return batch.build();
  }
}
