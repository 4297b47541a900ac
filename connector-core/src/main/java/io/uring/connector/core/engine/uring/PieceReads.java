package io.uring.connector.core.engine.uring;

import io.uring.connector.core.engine.BatchRead;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reads that the kernel has, each for a piece of a row, and their entries in the ring. For
 * whoever has the ring's turn.
 *
 * <p>A completion is recognised by {@code generation << 32 | read << 1 | isOpen}, so that a late
 * one is never taken for that of the next read.
 */
final class PieceReads {
  /** The completion of what nobody waits for, such as a cancellation. */
  static final long NO_READ = -1;

  /** {@code struct iovec} is an address and a length, each of 8 bytes; a read has two. */
  private static final int IOVECS_SIZE = 32;

  /** Where the byte behind a file's end lands. Never freed: late reads may still write to it. */
  private static final ByteBuffer BEHIND = ByteBuffer.allocateDirect(1);

  private final Ring ring;
  private final OpenFolders folders;
  private final Piece[] pieces;
  private final IntStack free;
  private final ByteBuffer iovecs;
  private final long iovecsAddress;

  /** One request to the kernel; used again and again. */
  static final class Piece {
    private final int number;
    private int generation;
    private @Nullable RowInFlight row;

    /** Bytes from the row's start. */
    int from;

    int left;
    int retries;

    /** What the kernel was told besides, when it was last submitted. */
    int flags;

    private Piece(final int number) {
      this.number = number;
    }

    RowInFlight row() {
      return Objects.requireNonNull(row, "the piece is free");
    }

    private long userData() {
      return ((long) generation << 32) | ((long) number << 1);
    }
  }

  PieceReads(final Ring ring, final NativeCalls calls, final OpenFolders folders, final int depth) {
    this.ring = ring;
    this.folders = folders;
    pieces = new Piece[depth];
    for (int number = 0; number < depth; number++) {
      pieces[number] = new Piece(number);
    }
    free = IntStack.full(depth);
    iovecs = ByteBuffer.allocateDirect(depth * IOVECS_SIZE).order(ByteOrder.nativeOrder());
    iovecsAddress = calls.address(iovecs);
    final long behind = calls.address(BEHIND);
    for (int read = 0; read < depth; read++) {
      iovecs.putLong(read * IOVECS_SIZE + 16, behind);
      iovecs.putLong(read * IOVECS_SIZE + 24, 1);
    }
  }

  /** Those whose completion has not been seen: their memory is the kernel's. */
  int inFlight() {
    return pieces.length - free.size();
  }

  boolean hasRoom() {
    return !free.isEmpty();
  }

  /** Begins the next piece of a row. Submit it with one of the two that follow. */
  Piece next(final RowInFlight row, final int length) {
    final Piece piece = pieces[free.pop()];
    piece.row = row;
    piece.from = row.asked;
    piece.left = length;
    piece.retries = 0;
    row.asked += length;
    row.readsInFlight++;
    return piece;
  }

  /** The piece that a completion is for, or null where nobody waits for it. */
  @Nullable Piece of(final long userData) {
    final int number = (int) (userData & 0xFFFFFFFFL) >>> 1;
    if (number >= pieces.length) {
      return null;
    }
    final Piece piece = pieces[number];
    return piece.row != null && piece.generation == (int) (userData >>> 32) ? piece : null;
  }

  static boolean isOpen(final long userData) {
    return (userData & 1) != 0;
  }

  /** The piece's completion has been seen for the last time. */
  void end(final Piece piece) {
    piece.row().readsInFlight--;
    piece.row = null;
    piece.generation++;
    free.push(piece.number);
  }

  /** Opens the row's file, and reads. */
  void submitWithOpen(final Piece piece) {
    final RowInFlight row = piece.row();
    Sqe.prepareOpenLinked(
        ring.sqes(),
        ring.nextEntry(),
        folders.descriptor(row.folder),
        row.pathAddress,
        row.direct ? OpenFlags.DIRECT : 0,
        row.slot,
        piece.userData() | 1);
    submit(piece);
  }

  /** Reads what is left of a piece; the file is open. */
  void submit(final Piece piece) {
    final RowInFlight row = piece.row();
    final long offset = row.start + piece.from;
    final long target = row.target + piece.from;
    final int end = piece.from + piece.left;
    final boolean last = end == row.wanted;
    final int at = ring.nextEntry();
    piece.flags = row.flags();
    if (row.direct) {
      final int seen = last && row.toEnd ? end + 1 : end;
      final int upTo = (seen + BatchRead.BLOCK - 1) & -BatchRead.BLOCK;
      Sqe.prepareRead(
          ring.sqes(), at, row.slot, offset, target, upTo - piece.from, 0, piece.userData());
    } else if (last && row.toEnd) {
      final int iovec = piece.number * IOVECS_SIZE;
      iovecs.putLong(iovec, target);
      iovecs.putLong(iovec + 8, piece.left);
      Sqe.prepareReadv(
          ring.sqes(),
          at,
          row.slot,
          offset,
          iovecsAddress + iovec,
          2,
          piece.flags,
          piece.userData());
    } else {
      Sqe.prepareRead(
          ring.sqes(), at, row.slot, offset, target, piece.left, piece.flags, piece.userData());
    }
    if (row.descriptor != ColdOpens.NONE) {
      Sqe.setDescriptor(ring.sqes(), at, row.descriptor);
    }
  }

  /** Keeps the kernel from reading more of an open file than is asked for. */
  void adviseRandom(final int slot) {
    Sqe.prepareAdviseRandom(ring.sqes(), ring.nextEntry(), slot, NO_READ);
  }

  /**
   * The read whose open is the last that the kernel has taken, if there is one, taken out of the
   * ring; what the open says is not heard any more.
   */
  @Nullable Piece takeBackSplitRead() {
    final ByteBuffer sqes = ring.sqes();
    if (!Sqe.isLinked(sqes, ring.lastTaken())) {
      return null;
    }
    final int lost = ring.firstPending();
    final Piece piece = of(Sqe.userData(sqes, lost));
    Sqe.prepareNop(sqes, lost, NO_READ);
    if (piece != null) {
      piece.generation++;
    }
    return piece;
  }

  void cancel(final RowInFlight row) {
    for (final Piece piece : pieces) {
      if (piece.row == row) {
        Sqe.prepareCancel(ring.sqes(), ring.nextEntry(), piece.userData() | 1, NO_READ);
        Sqe.prepareCancel(ring.sqes(), ring.nextEntry(), piece.userData(), NO_READ);
      }
    }
  }
}
