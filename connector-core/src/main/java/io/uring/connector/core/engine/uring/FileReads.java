package io.uring.connector.core.engine.uring;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.engine.FileCheck;
import io.uring.connector.core.engine.uring.PieceReads.Piece;
import java.nio.ByteBuffer;
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
  /** The kernel's limit on a path, with the NUL at its end. */
  static final int PATH_MAX = 4096;

  /** Large rows are read in pieces of this size, so that one file fills the queue. */
  private static final int PIECE = 1 << 20;

  /** Neighbours in a folder that make it worth opening. */
  private static final int NEIGHBOURS = 3;

  private static final int MOST_RETRIES = 16;

  private final NativeCalls calls;
  private final Consumer<RingBatch> handOver;
  private final OpenFiles files;
  private final OpenFolders folders;
  private final ColdOpens coldOpens;
  private final PieceReads pieces;
  private final Restat restat;
  private final ByteBuffer paths;
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
    files = new OpenFiles(ring, calls, slots(depth));
    folders = new OpenFolders(calls);
    coldOpens = new ColdOpens(calls, folders);
    pieces = new PieceReads(ring, calls, folders, depth);
    restat = new Restat(calls);
    paths = ByteBuffer.allocateDirect(depth * PATH_MAX);
    final long pathsAddress = calls.address(paths);
    places = new RowInFlight[depth];
    for (int place = 0; place < depth; place++) {
      places[place] = new RowInFlight(place, pathsAddress + (long) place * PATH_MAX);
    }
    freePlaces = IntStack.full(depth);
    partly = IntStack.empty(depth);
  }

  /** Files that are kept open: those of all rows, and as many of which more may be wanted. */
  static int slots(final int depth) {
    return depth + Math.min(depth, 64);
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
    folders.closeUnused();
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
    countRefusals(place);
    final int length = Math.min(PIECE, place.wanted);
    final int shared =
        read.requests().isWholeFiles()
            ? -1
            : files.share(read.files(), read.file(row), place.direct);
    if (shared >= 0) {
      place.slot = shared;
      pieces.submit(pieces.next(place, length));
      spread(place);
      return 1;
    }
    place.slot = files.take();
    writeName(place);
    place.descriptor =
        read.requests().isWholeFiles() ? coldOpens.open(place, fileSystem) : ColdOpens.NONE;
    if (place.descriptor != ColdOpens.NONE) {
      pieces.submit(pieces.next(place, length));
      spread(place);
      return 1;
    }
    pieces.submitWithOpen(pieces.next(place, length));
    return 2;
  }

  /** Asks for pieces of large rows whose file is open, as far as there is room. */
  void continueLarge() {
    while (!partly.isEmpty() && pieces.hasRoom()) {
      final RowInFlight place = places[partly.peek()];
      final Piece piece = pieces.next(place, Math.min(PIECE, place.wanted - place.asked));
      pieces.submit(piece);
      place.batch().read.counters().add(Counter.SUBMISSIONS, 1);
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
      // The lone open may fill its slot at any later time, so nothing is opened there any more.
      final RowInFlight place = piece.row();
      place.slot = files.take();
      count(place, Counter.SUBMISSIONS, 2);
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
    coldOpens.submitted(pieces.inFlight());
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
      if (!triesAgain(piece, open, -result)) {
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
    count(place, Counter.SHORT_READS, 1);
    count(place, Counter.SUBMISSIONS, 1);
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
        coldOpens.close(place.descriptor);
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
    folders.closeUnused();
  }

  private static @Nullable ReadFailure refusal(final RingBatch batch, final int row) {
    final BatchRead read = batch.read;
    if (read.isCanceled()) {
      return batch.failure("open", Errno.ECANCELED, row);
    }
    final ReadFailure refused = FileCheck.beforeOpen(read, row);
    if (refused == null && read.files().pathLength(read.file(row)) >= PATH_MAX) {
      return batch.failure("open", Errno.ENAMETOOLONG, row);
    }
    return refused;
  }

  /** Writes the name that a row is opened by: within its folder where it has neighbours there. */
  private void writeName(final RowInFlight place) {
    final BatchRead read = place.batch().read;
    final FileTable table = read.files();
    final int file = read.file(place.row);
    final int directory = table.directory(file);
    final int neighbour = place.row + NEIGHBOURS;
    if (neighbour < read.rows() && table.directory(read.file(neighbour)) == directory) {
      place.folder = folders.take(table, directory);
    }
    paths.position(place.number * PATH_MAX);
    if (place.folder == OpenFolders.NONE) {
      table.putPath(file, paths);
    } else {
      table.putName(file, paths);
    }
    paths.put((byte) 0);
  }

  /** The file is open: its other pieces may follow, and others may share it. */
  private void opened(final RowInFlight place) {
    final BatchRead read = place.batch().read;
    if (!read.requests().isWholeFiles()) {
      files.opened(place.slot, read.files(), read.file(place.row), place.direct);
      if (place.isScattered()) {
        pieces.adviseRandom(place.slot);
        count(place, Counter.SUBMISSIONS, 1);
      }
    }
    spread(place);
  }

  private void spread(final RowInFlight place) {
    place.spread = true;
    if (place.asked < place.wanted) {
      partly.push(place.number);
    }
  }

  /** Whether a piece goes to the kernel once more. */
  private boolean triesAgain(final Piece piece, final boolean open, final int errno) {
    final RowInFlight place = piece.row();
    final RingBatch batch = place.batch();
    if (errno == Errno.EAGAIN || errno == Errno.EINTR || isOrphan(errno)) {
      // What was canceled may say EINTR: it must not begin anew.
      if (batch.read.isCanceled() || place.canceled || piece.retries++ == MOST_RETRIES) {
        return false;
      }
      count(place, Counter.RETRIES, 1);
    } else if (place.direct && !place.spread && errno == Errno.EINVAL) {
      batch.directRefused = true;
      count(place, Counter.DIRECT_REFUSED, 1);
      place.restart(false);
      place.asked = Math.min(PIECE, place.wanted);
      piece.left = place.asked;
      count(place, Counter.SUBMISSIONS, 2);
      pieces.submitWithOpen(piece);
      return true;
    } else if (!open && piece.flags != 0 && errno == Errno.EOPNOTSUPP) {
      batch.dropRefused = true;
      count(place, Counter.DROP_REFUSED, 1);
    } else {
      return false;
    }
    count(place, Counter.SUBMISSIONS, open ? 2 : 1);
    if (open) {
      pieces.submitWithOpen(piece);
    } else {
      pieces.submit(piece);
    }
    return true;
  }

  /** What the kernel says of a read whose submitter, a task's thread, has ended. */
  private static boolean isOrphan(final int errno) {
    return errno == Errno.ECANCELED || errno == Errno.EFAULT;
  }

  private static void countRefusals(final RowInFlight place) {
    final RingBatch batch = place.batch();
    if (batch.directRefused && batch.read.isDirect(place.row)) {
      count(place, Counter.DIRECT_REFUSED, 1);
    }
    if (batch.dropRefused) {
      count(place, Counter.DROP_REFUSED, 1);
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
    coldOpens.close(place.descriptor);
    files.release(place.slot);
    folders.release(place.folder);
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

  private static void count(final RowInFlight place, final Counter counter, final long count) {
    place.batch().read.counters().add(counter, count);
  }
}
