package io.uring.connector.core.engine.uring;

import io.uring.connector.core.CacheUse;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.engine.BatchRead;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row that is being read: a place that is used for one row after another. For whoever has the
 * ring's turn.
 *
 * <pre>
 *   file      |....|=== request ===|..          what is read begins at start: at the request,
 *                  ^ offset                     or at the block that it begins in
 *              ^ start
 *              |--------------------|           wanted: from start to the request's end
 *              |=====|=====|====                pieces: asked for, landed
 * </pre>
 */
final class RowInFlight {
  /** Larger ranges gain from what the kernel reads ahead. */
  private static final int MOST_SCATTERED = 256 << 10;

  /** Its place among the others. */
  final int number;

  /** Where the name that it is opened by stands. */
  final long pathAddress;

  private @Nullable RingBatch batch;
  int row;

  /** Its file in the ring's table, unless it was {@linkplain ColdOpens opened} outside of it. */
  int slot;

  int descriptor = ColdOpens.NONE;

  /** The folder that it is opened from. */
  int folder;

  /** The byte of the file that is read first, and where that lands. */
  long start;

  long target;

  // Bytes from start on.
  int wanted;
  int asked;
  int landed;

  int readsInFlight;

  /** Read around the page cache, in whole blocks. */
  boolean direct;

  /** Ends where the file ends: a byte behind that shows that the file has grown. */
  boolean toEnd;

  /** Its file is known to be open, and its pieces follow side by side. */
  boolean spread;

  /** There was a byte behind the end. */
  boolean longer;

  @Nullable ReadFailure failure;

  /** Seconds that it has taken, about. */
  int ticks;

  /** We have canceled its reads. */
  boolean canceled;

  RowInFlight(final int number, final long pathAddress) {
    this.number = number;
    this.pathAddress = pathAddress;
  }

  void begin(final RingBatch of, final int which) {
    batch = of;
    row = which;
    folder = OpenFolders.NONE;
    failure = null;
    ticks = 0;
    canceled = false;
    final BatchRead read = of.read;
    final RequestList requests = read.requests();
    final int request = read.request(which);
    toEnd =
        requests.offset(request) + requests.length(request)
            == read.files().length(requests.file(request));
    restart(!of.directRefused && read.isDirect(which));
  }

  /** Sets the reading to its start. */
  void restart(final boolean isDirect) {
    final RingBatch of = batch();
    final long offset = of.read.requests().offset(of.read.request(row));
    final int lead = isDirect ? (int) (offset % BatchRead.BLOCK) : 0;
    direct = isDirect;
    start = offset - lead;
    target = of.slabAddress + of.read.position(row) - lead;
    wanted = lead + of.read.length(row);
    asked = 0;
    landed = 0;
    spread = false;
    longer = false;
  }

  /** Nothing more is to be asked for and nothing is in flight. */
  boolean hasEnded() {
    return readsInFlight == 0 && asked == wanted;
  }

  boolean isWhole() {
    return landed == wanted && !longer && failure == null;
  }

  /** Bytes of the request that are there. */
  long landedOfRequest() {
    return Math.max(0, landed - (wanted - batch().read.length(row)));
  }

  /** A small range with another behind it that does not follow on. */
  boolean isScattered() {
    final BatchRead read = batch().read;
    final RequestList requests = read.requests();
    final int request = read.request(row);
    final int next = request + 1;
    return !direct
        && requests.length(request) <= MOST_SCATTERED
        && next < requests.size()
        && (requests.file(next) != requests.file(request)
            || requests.offset(next) != requests.offset(request) + requests.length(request));
  }

  /** What the kernel is told besides. */
  int flags() {
    final RingBatch of = batch();
    return of.read.options().cache() == CacheUse.DROP && !of.dropRefused && !direct
        ? Sqe.RWF_DONTCACHE
        : 0;
  }

  /** Counts what the row has cost or met. */
  void count(final Counter counter, final long more) {
    batch().read.counters().add(counter, more);
  }

  boolean isFree() {
    return batch == null;
  }

  RingBatch batch() {
    return Objects.requireNonNull(batch, "the place is free");
  }

  void end() {
    batch = null;
    failure = null;
    descriptor = ColdOpens.NONE;
  }
}
