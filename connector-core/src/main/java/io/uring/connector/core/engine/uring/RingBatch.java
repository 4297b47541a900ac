package io.uring.connector.core.engine.uring;

import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.engine.BatchRead;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way through a ring: which rows have begun, which have ended, and which of them
 * only wait for a look at their files or folders. For whoever has the ring's turn.
 */
final class RingBatch {
  private static final byte OPEN = 0;
  private static final byte READ = 1;
  private static final byte REPORTED = 2;

  final BatchRead read;
  final long slabAddress;

  /** The file system has refused these; there is no need to ask again for each row. */
  boolean directRefused;

  boolean dropRefused;

  /** Its files are on a file system that a ring may read wrong. */
  boolean unsafe;

  private final byte[] states;
  private int nextRow;
  private int left;

  RingBatch(final BatchRead read, final long slabAddress) {
    this.read = read;
    this.slabAddress = slabAddress;
    states = new byte[read.rows()];
    left = states.length;
  }

  boolean hasNext() {
    return nextRow < states.length;
  }

  int next() {
    return nextRow++;
  }

  /** A row is as it should be, as far as its reads show. */
  void read(final int row) {
    states[row] = READ;
    left--;
  }

  /** A row has its end. */
  void report(final int row, final @Nullable ReadFailure failure) {
    if (states[row] == OPEN) {
      left--;
    }
    states[row] = REPORTED;
    if (failure == null) {
      read.succeeded(row);
    } else {
      read.failed(row, failure);
    }
  }

  /** Whether no row is to be read any more. */
  boolean isRead() {
    return left == 0;
  }

  /** Whether a row was read and only waits for a look at its file or folder. */
  boolean isUnchecked(final int row) {
    return states[row] == READ;
  }

  /** The rows that have their end. */
  BitSet reported() {
    final BitSet reported = new BitSet(states.length);
    for (int row = 0; row < states.length; row++) {
      reported.set(row, states[row] == REPORTED);
    }
    return reported;
  }

  /** Reports all that is left as canceled, so that the batch lands. */
  void abandon() {
    for (int row = 0; row < states.length; row++) {
      if (states[row] != REPORTED) {
        report(row, failure("read", Errno.ECANCELED, row));
      }
    }
  }

  ReadFailure failure(final String operation, final int errno, final int row) {
    return ReadFailure.of(operation, errno, read.requests().get(read.request(row)));
  }
}
