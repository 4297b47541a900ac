package io.uring.connector.core.engine.uring;

import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.engine.uring.PieceReads.Piece;

/**
 * Which failures of the kernel are no failure of the file, and how such a read goes to the kernel
 * once more: as it was, through the page cache, or leaving in the cache what it reads. For whoever
 * has the ring's turn.
 */
final class Resubmission {
  private static final int MOST_RETRIES = 16;

  private final PieceReads pieces;

  Resubmission(final PieceReads pieces) {
    this.pieces = pieces;
  }

  /**
   * Submits what has failed again, where that may help.
   *
   * @param open whether it is the open that has failed
   * @param most bytes that a row's first piece has
   * @return whether it has been submitted
   */
  boolean of(final Piece piece, final boolean open, final int errno, final int most) {
    final RowInFlight place = piece.row();
    final RingBatch batch = place.batch();
    boolean opens = open;
    if (errno == Errno.EAGAIN || errno == Errno.EINTR || isOrphan(errno)) {
      // What was canceled may say EINTR: it must not begin anew.
      if (batch.read.isCanceled() || place.canceled || piece.retries++ == MOST_RETRIES) {
        return false;
      }
      place.count(Counter.RETRIES, 1);
    } else if (place.direct && !place.spread && errno == Errno.EINVAL) {
      batch.directRefused = true;
      place.count(Counter.DIRECT_REFUSED, 1);
      place.restart(false);
      place.asked = Math.min(most, place.wanted);
      piece.left = place.asked;
      opens = true;
    } else if (!open && piece.flags != 0 && errno == Errno.EOPNOTSUPP) {
      batch.dropRefused = true;
      place.count(Counter.DROP_REFUSED, 1);
    } else {
      return false;
    }
    place.count(Counter.SUBMISSIONS, opens ? 2 : 1);
    if (opens) {
      pieces.submitWithOpen(piece);
    } else {
      pieces.submit(piece);
    }
    return true;
  }

  /** Counts what another row of the batch has shown to be refused, and is not tried again. */
  void countRefusedBefore(final RowInFlight place) {
    final RingBatch batch = place.batch();
    if (batch.directRefused && batch.read.isDirect(place.row)) {
      place.count(Counter.DIRECT_REFUSED, 1);
    }
    if (batch.dropRefused) {
      place.count(Counter.DROP_REFUSED, 1);
    }
  }

  /** What the kernel says of a read whose submitter, a task's thread, has ended. */
  private static boolean isOrphan(final int errno) {
    return errno == Errno.ECANCELED || errno == Errno.EFAULT;
  }
}
