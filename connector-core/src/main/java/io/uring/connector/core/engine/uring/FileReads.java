package io.uring.connector.core.engine.uring;

import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.engine.FileCheck;
import io.uring.connector.core.engine.uring.PieceReads.Piece;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are being read on one ring. For whoever has the ring's turn; nothing is allocated
 * per row.
 *
 * <p>A row begins with an open linked to the read of its first piece, or with that read alone where
 * its file is open; what is left of a large one follows in pieces side by side. When no row of a
 * batch is left, its files are {@linkplain Restat looked at}.
 */
final class FileReads {
  /** Large rows are read in pieces of this size, so that one file fills the queue. */
  private static final int PIECE = 1 << 20;

  private final NativeCalls calls;
  private final Consumer<RingBatch> handOver;
  private final RowFiles files;
  private final PieceReads pieces;
  private final Resubmission resubmission;
  private final Restat restat;
  private final RowInFlight[] places;
  private final IntStack freePlaces;

  /** Places of rows whose file is open and that have pieces that were not asked for yet. */
  private final IntStack partly;

  /** Batches of which rows have begun and not all were reported. */
  private final ArrayDeque<RingBatch> begun = new ArrayDeque<>();

  /**
   * Begins with nothing.
   *
   * @param handOver takes batches of which no row is in flight, and that the ring must not read
   */
  FileReads(
      final Ring ring,
      final NativeCalls calls,
      final int depth,
      final Consumer<RingBatch> handOver) {
    this.calls = calls;
    this.handOver = handOver;
    files = new RowFiles(ring, calls, depth);
    pieces = new PieceReads(ring, calls, files.folders(), depth);
    resubmission = new Resubmission(pieces);
    restat = new Restat(calls);
    places = new RowInFlight[depth];
    for (int place = 0; place < depth; place++) {
      places[place] = new RowInFlight(place, files.pathAddress(place));
    }
    freePlaces = IntStack.full(depth);
    partly = IntStack.empty(depth);
  }

  /** Reads whose completion has not been seen: their memory is the kernel's. */
  int inFlight() {
    return pieces.inFlight();
  }

  /** Whether another row can begin. */
  boolean hasRoom() {
    return !freePlaces.isEmpty() && pieces.hasRoom();
  }

  /** Whether pieces of large rows are still to be asked for. */
  boolean hasMorePieces() {
    return !partly.isEmpty();
  }

  /** A batch that comes to this ring. */
  RingBatch batch(final BatchRead read) {
    return new RingBatch(read, calls.address(read.slab().buffer()));
  }

  /** Closes all files. Only when nothing is in flight. */
  void closeFiles() {
    files.closeAll();
  }

  /**
   * Begins the next row of a batch, or reports it at once where it cannot begin.
   *
   * @return submissions made
   */
  int begin(final RingBatch batch) {
    final BatchRead read = batch.read;
    final int row = batch.next();
    if (row == 0) {
      begun.addLast(batch);
    }
    final ReadFailure refused = refusal(batch, row);
    if (refused != null) {
      batch.report(row, refused);
      landIfRead(batch);
      return 0;
    }
    final int fileSystem = restat.fileSystem(read.files(), read.file(row));
    batch.unsafe |= FileSystems.isUnsafe(fileSystem);
    if (batch.unsafe) {
      batch.read(row);
      landIfRead(batch);
      return 0;
    }
    final RowInFlight place = places[freePlaces.pop()];
    place.begin(batch, row);
    resubmission.countRefusedBefore(place);
    final boolean open = files.open(place, fileSystem);
    final Piece first = pieces.next(place, Math.min(PIECE, place.wanted));
    if (open) {
      pieces.submit(first);
      spread(place);
      return 1;
    }
    pieces.submitWithOpen(first);
    return 2;
  }

  /** Asks for pieces of large rows whose file is open, as far as there is room. */
  void continueLarge() {
    while (!partly.isEmpty() && pieces.hasRoom()) {
      final RowInFlight place = places[partly.peek()];
      final Piece piece = pieces.next(place, Math.min(PIECE, place.wanted - place.asked));
      pieces.submit(piece);
      place.count(Counter.SUBMISSIONS, 1);
      if (place.asked == place.wanted) {
        partly.pop();
      }
    }
  }

  /**
   * To be called when the kernel has left submissions behind. Makes good a chain of which it has
   * taken the open alone, for want of memory: left as it is, the read would begin without waiting
   * for the open, and read whatever file was in the slot before.
   */
  void mendSplitChain() {
    final Piece piece = pieces.takeBackSplitRead();
    if (piece != null) {
      final RowInFlight place = piece.row();
      files.openElsewhere(place);
      place.count(Counter.SUBMISSIONS, 2);
      pieces.submitWithOpen(piece);
    }
  }

  /**
   * To be called once a second: cancels reads that wait on something that is no file. A FIFO that
   * has taken a file's place, and that nobody writes to, keeps an open or a read waiting for ever.
   * What is slow for another reason is looked at once.
   */
  void tick() {
    for (final RowInFlight place : places) {
      if (!place.isFree()
          && place.ticks++ == 1
          && restat.isNoFile(place.batch(), place.row, Statx.DONT_SYNC)) {
        place.canceled = true;
        pieces.cancel(place);
      }
    }
  }

  /** Asks for nothing more: what is not whole when its reads in flight have ended is canceled. */
  void cancelAll() {
    for (final RingBatch batch : begun) {
      batch.read.cancel();
    }
    while (!partly.isEmpty()) {
      final RowInFlight place = places[partly.pop()];
      place.asked = place.wanted;
      if (place.hasEnded()) {
        finish(place);
      }
    }
  }

  /** To be called when the kernel has had a burst, and its completions have been taken. */
  void submitted() {
    files.submitted(pieces.inFlight());
  }

  /** Takes a completion. */
  void completed(final long userData, final int result) {
    final Piece piece = pieces.of(userData);
    if (piece == null) {
      return;
    }
    final RowInFlight place = piece.row();
    final boolean open = PieceReads.isOpen(userData);
    if (result < 0) {
      if (!resubmission.of(piece, open, -result, PIECE)) {
        if (place.failure == null) {
          place.failure = place.batch().failure(open ? "open" : "read", -result, place.row);
        }
        ended(piece, false);
      }
      return;
    }
    if (!place.spread) {
      opened(place);
    }
    final int got = Math.min(result, piece.left);
    place.longer |= place.toEnd && result > piece.left;
    // A direct read goes on with a whole block: it reads the last part of one again.
    final int taken = got == piece.left || !place.direct ? got : got & -BatchRead.BLOCK;
    if (taken == 0 || taken == piece.left || place.failure != null) {
      place.landed += got;
      ended(piece, got == piece.left);
      return;
    }
    place.landed += taken;
    piece.from += taken;
    piece.left -= taken;
    place.count(Counter.SHORT_READS, 1);
    place.count(Counter.SUBMISSIONS, 1);
    pieces.submit(piece);
  }

  /**
   * Gives up on what is in flight: the kernel may still write to these slabs, so they are kept from
   * use for ever.
   */
  void quarantine() {
    for (final RowInFlight place : places) {
      if (!place.isFree()) {
        place.batch().read.quarantine(place.row);
        files.quarantine(place);
        place.end();
      }
    }
  }

  /** Lands all batches that have begun, with what is not whole canceled. */
  void abandon() {
    for (final RingBatch batch : begun) {
      batch.abandon();
    }
    begun.clear();
    files.closeUnused();
  }

  private static @Nullable ReadFailure refusal(final RingBatch batch, final int row) {
    final BatchRead read = batch.read;
    if (read.isCanceled()) {
      return batch.failure("open", Errno.ECANCELED, row);
    }
    final ReadFailure refused = FileCheck.beforeOpen(read, row);
    if (refused == null && read.files().pathLength(read.file(row)) >= RowFiles.PATH_MAX) {
      return batch.failure("open", Errno.ENAMETOOLONG, row);
    }
    return refused;
  }

  /** The file is open: its other pieces may follow, and others may share it. */
  private void opened(final RowInFlight place) {
    if (files.opened(place) && place.isScattered()) {
      pieces.adviseRandom(place.slot);
      place.count(Counter.SUBMISSIONS, 1);
    }
    spread(place);
  }

  private void spread(final RowInFlight place) {
    place.spread = true;
    if (place.asked < place.wanted) {
      partly.push(place.number);
    }
  }

  private void ended(final Piece piece, final boolean whole) {
    final RowInFlight place = piece.row();
    pieces.end(piece);
    if (place.asked < place.wanted
        && (!whole || place.failure != null || place.batch().read.isCanceled())) {
      place.asked = place.wanted;
      partly.remove(place.number);
    }
    if (place.hasEnded()) {
      finish(place);
    }
  }

  private void finish(final RowInFlight place) {
    final RingBatch batch = place.batch();
    final int row = place.row;
    final ReadFailure failure = place.isWhole() ? null : whyNotWhole(place);
    if (failure == null || batch.unsafe) {
      batch.read(row);
    } else {
      batch.report(row, failure);
    }
    files.release(place);
    place.end();
    freePlaces.push(place.number);
    landIfRead(batch);
  }

  private ReadFailure whyNotWhole(final RowInFlight place) {
    final RingBatch batch = place.batch();
    final int row = place.row;
    final ReadFailure failure = place.failure;
    if (batch.read.isCanceled()) {
      return batch.failure("read", Errno.ECANCELED, row);
    }
    if (failure != null && !restat.isNoFile(batch, row, 0)) {
      return failure;
    }
    // What a FIFO or a folder in the file's place makes the ring say is not what has happened.
    final ReadFailure changed = restat.compare(batch, row);
    if (changed != null) {
      return changed;
    }
    return place.longer
        ? FileCheck.wasLonger(batch.read, row)
        : FileCheck.endedEarly(batch.read, row, place.landedOfRequest());
  }

  private void landIfRead(final RingBatch batch) {
    if (batch.isRead()) {
      begun.remove(batch);
      restat.check(batch);
      if (batch.unsafe) {
        handOver.accept(batch);
      }
    }
  }
}
