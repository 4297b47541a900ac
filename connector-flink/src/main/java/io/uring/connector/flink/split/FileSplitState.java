package io.uring.connector.flink.split;

import io.uring.connector.core.RequestList;
import org.apache.flink.annotation.Internal;

/** How far a split has been read: the next request, and where in its file. For one thread. */
@Internal
public final class FileSplitState {
  private final FileSplit split;
  private int next;
  private long offset;
  private long bytesLeft;

  /** The split's requests, cut as they are read. */
  private RequestList cut;

  /** The last request of the cut list that was done; it tells where requests begin. */
  private int done = -1;

  /**
   * Nothing has been read.
   *
   * @param split what to read
   */
  public FileSplitState(final FileSplit split) {
    this.split = split;
    cut = split.requests();
    bytesLeft = split.requests().totalLength();
  }

  /**
   * Notes that rows have gone out.
   *
   * @param rows the split's requests, cut to heads or chunks or not at all
   * @param last the last request of that list whose row has gone out; ascends
   */
  public void advance(final RequestList rows, final int last) {
    cut = rows;
    for (int request = done + 1; request <= last; request++) {
      final boolean ends = request + 1 == cut.size() || cut.chunk(request + 1) == 0;
      next += ends ? 1 : 0;
      offset = ends ? 0 : cut.offset(request) + cut.length(request);
      bytesLeft -= cut.length(request);
    }
    done = Math.max(done, last);
  }

  /**
   * Files, or ranges, that have not been read to their end.
   *
   * @return zero or more
   */
  public int filesLeft() {
    return split.requests().size() - next;
  }

  /**
   * Whether half of the files, or ranges, have been read to their end; of a single one, always.
   *
   * @return false where most of the split is left
   */
  public boolean isHalfRead() {
    return 2L * filesLeft() <= split.requests().size() + 1;
  }

  /**
   * Their bytes; where only heads are read, with those that are left out.
   *
   * @return zero or more
   */
  public long bytesLeft() {
    return bytesLeft;
  }

  /**
   * What is left.
   *
   * @return a split of the same id
   */
  public FileSplit split() {
    return split.from(next, offset, offset == 0 ? 0 : chunksLeft(cut, done + 1));
  }

  /** Bytes of the request that the chunks from here on are of, up to where its head is cut. */
  private static long chunksLeft(final RequestList cut, final int from) {
    long bytes = 0;
    for (int chunk = from; chunk < cut.size() && cut.chunk(chunk) > 0; chunk++) {
      bytes += cut.length(chunk);
    }
    return bytes;
  }
}
