package io.uring.connector.core;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list of {@linkplain ReadRequest read requests} over a {@link FileTable}, in plan
 * order. Where every request is a whole file, in the table's order, nothing is kept but the table;
 * where files are read in chunks, little more. Safe on any thread.
 */
public final class RequestList implements Serializable {
  private static final long serialVersionUID = 1L;

  private final FileTable files;
  private final int @Nullable [] file;
  private final long @Nullable [] offset;
  private final long @Nullable [] length;

  /** No request is longer than this, whatever it was before it was cut. */
  private final long most;

  /** Where requests are rows of chunks: which chunk each row is, of the requests that lie below. */
  private final @Nullable Chunks chunks;

  private RequestList(
      final FileTable files,
      final int @Nullable [] file,
      final long @Nullable [] offset,
      final long @Nullable [] length,
      final long most,
      final @Nullable Chunks chunks) {
    this.files = files;
    this.file = file;
    this.offset = offset;
    this.length = length;
    this.most = most;
    this.chunks = chunks;
  }

  /**
   * One request for each file, for all of it.
   *
   * @param files the files
   * @return requests in the table's order
   */
  public static RequestList wholeFiles(final FileTable files) {
    return new RequestList(files, null, null, null, Long.MAX_VALUE, null);
  }

  /**
   * Ranges of files.
   *
   * @param files the files that the ranges are in
   * @param file number of the file of each request
   * @param offset first byte of each request
   * @param length number of bytes of each request
   * @return requests in the arrays' order
   */
  public static RequestList ranges(
      final FileTable files, final int[] file, final long[] offset, final long[] length) {
    if (file.length != offset.length || file.length != length.length) {
      throw new IllegalArgumentException(
          "arrays must be of equal length: file="
              + file.length
              + ", offset="
              + offset.length
              + ", length="
              + length.length);
    }
    for (int i = 0; i < file.length; i++) {
      if (offset[i] < 0 || length[i] < 0 || offset[i] > files.length(file[i]) - length[i]) {
        throw new IllegalArgumentException(
            "range must be within the file: file="
                + files.path(file[i])
                + ", offset="
                + offset[i]
                + ", length="
                + length[i]
                + ", size="
                + files.length(file[i]));
      }
    }
    return new RequestList(
        files, file.clone(), offset.clone(), length.clone(), Long.MAX_VALUE, null);
  }

  /**
   * Whether each request is one file of the table, for all of it, in the table's order.
   *
   * @return false where there may be several requests of one file
   */
  public boolean isWholeFiles() {
    return file == null && most == Long.MAX_VALUE && chunks == null;
  }

  /**
   * The number of requests.
   *
   * @return zero or more
   */
  public int size() {
    return chunks == null ? requests() : chunks.rows();
  }

  /** The number of requests before they were cut into chunks. */
  private int requests() {
    return file == null ? files.size() : file.length;
  }

  /** Which of those a request is of. */
  private int whole(final int request) {
    return chunks == null ? request : chunks.request(request);
  }

  /**
   * The files that requests refer to.
   *
   * @return the table
   */
  public FileTable files() {
    return files;
  }

  /**
   * The file of a request.
   *
   * @param request number of the request
   * @return number of the file in {@link #files()}
   */
  public int file(final int request) {
    final int whole = whole(request);
    return file == null ? whole : file[whole];
  }

  /**
   * The first byte of a request.
   *
   * @param request number of the request
   * @return offset in the file
   */
  public long offset(final int request) {
    final int whole = whole(request);
    final long start = offset == null ? 0 : offset[whole];
    return chunks == null ? start : start + (long) chunks.index(request, whole) * chunks.bytes();
  }

  /**
   * The size of a request.
   *
   * @param request number of the request
   * @return bytes
   */
  public long length(final int request) {
    final int whole = whole(request);
    final long cut = Math.min(most, wholeLength(whole));
    return chunks == null
        ? cut
        : Math.min(chunks.bytes(), cut - (long) chunks.index(request, whole) * chunks.bytes());
  }

  /**
   * The size of a request before {@link #heads} cut it, and of what it is a {@linkplain #chunks
   * chunk} of: that of its file or range.
   *
   * @param request number of the request
   * @return bytes
   */
  public long uncutLength(final int request) {
    return wholeLength(whole(request));
  }

  private long wholeLength(final int whole) {
    return length == null ? files.length(whole) : length[whole];
  }

  /**
   * The size of what a request stands for: of its chunk, where there are {@linkplain #chunks
   * chunks}, else of its file or range, whatever {@link #heads} cut.
   *
   * @param request number of the request
   * @return bytes
   */
  public long extent(final int request) {
    return chunks == null ? uncutLength(request) : length(request);
  }

  /**
   * Which {@linkplain #chunks chunk} of its file or range a request is.
   *
   * @param request number of the request
   * @return a number from 0; 0 where nothing was cut
   */
  public int chunk(final int request) {
    return chunks == null ? 0 : chunks.index(request, chunks.request(request));
  }

  /**
   * The sum of the sizes of all requests.
   *
   * @return bytes
   */
  public long totalLength() {
    long total = 0;
    for (int request = 0; request < size(); request++) {
      total += length(request);
    }
    return total;
  }

  /**
   * The same requests, each cut to its first bytes.
   *
   * @param most the most bytes of a request that are kept, above 0
   * @return a list of its own, or this one where it has been cut as short already
   */
  public RequestList heads(final long most) {
    if (most >= this.most) {
      return this;
    }
    if (chunks != null) {
      throw new IllegalArgumentException("heads are cut before chunks: headBytes=" + most);
    }
    return new RequestList(files, file, offset, length, most, null);
  }

  /**
   * The same bytes in requests of one size: each request becomes as many as it has chunks, the last
   * of them shorter, one where it is no larger than a chunk. They are counted, not stored.
   *
   * @param bytes the size of a chunk, above 0; {@link Integer#MAX_VALUE} for no chunks
   * @return a new list, or this one where there is nothing to cut
   * @throws IllegalArgumentException if there would be 2^31 requests or more
   */
  public RequestList chunks(final int bytes) {
    if (bytes == Integer.MAX_VALUE || (chunks != null && chunks.bytes() == bytes)) {
      return this;
    }
    if (chunks != null) {
      throw new IllegalArgumentException(
          "requests are chunks of " + chunks.bytes() + " bytes and cannot be cut to " + bytes);
    }
    final Chunks cut = Chunks.of(this, bytes);
    return cut == null ? this : new RequestList(files, file, offset, length, most, cut);
  }

  /**
   * A request as a value of its own.
   *
   * @param request number of the request
   * @return a new object
   */
  public ReadRequest get(final int request) {
    return new ReadRequest(files.path(file(request)), offset(request), length(request));
  }

  /**
   * Neighbouring requests, with a table of only their files, or little more; a {@linkplain
   * FileTable#slice view} where they are neighbours too.
   *
   * @param from the first request
   * @param to the request behind the last
   * @return a new list
   */
  public RequestList slice(final int from, final int to) {
    if (chunks != null) {
      return sliceChunks(chunks, from, to);
    }
    if (file == null || offset == null || length == null) {
      return new RequestList(files.slice(from, to), null, null, null, most, null);
    }
    Objects.checkFromToIndex(from, to, size());
    int first = from == to ? 0 : Integer.MAX_VALUE;
    int last = -1;
    for (int i = from; i < to; i++) {
      first = Math.min(first, file[i]);
      last = Math.max(last, file[i]);
    }
    if (last - first >= to - from) {
      return select(IntStream.range(from, to).toArray());
    }
    final int[] moved = new int[to - from];
    for (int i = from; i < to; i++) {
      moved[i - from] = file[i] - first;
    }
    return new RequestList(
        files.slice(first, last + 1),
        moved,
        Arrays.copyOfRange(offset, from, to),
        Arrays.copyOfRange(length, from, to),
        most,
        null);
  }

  private RequestList sliceChunks(final Chunks of, final int from, final int to) {
    Objects.checkFromToIndex(from, to, of.rows());
    if (from == to) {
      return uncut().slice(0, 0);
    }
    int first = Integer.MAX_VALUE;
    int last = -1;
    for (int row = from; row < to; row++) {
      final int whole = of.request(row);
      first = Math.min(first, whole);
      last = Math.max(last, whole);
    }
    if (last - first >= to - from) {
      return select(IntStream.range(from, to).toArray());
    }
    return uncut().slice(first, last + 1).with(of.slice(from, to, first, last));
  }

  private RequestList selectChunks(final Chunks of, final int[] rows) {
    final int[] moved = new int[requests()];
    Arrays.fill(moved, -1);
    final int[] kept = new int[rows.length];
    int count = 0;
    for (final int row : rows) {
      final int whole = of.request(row);
      if (moved[whole] < 0) {
        moved[whole] = count;
        kept[count++] = whole;
      }
    }
    final int[] wholes = Arrays.copyOf(kept, count);
    return uncut().select(wholes).with(of.select(rows, wholes, moved));
  }

  /** What lies below the chunks. */
  private RequestList uncut() {
    return with(null);
  }

  private RequestList with(final @Nullable Chunks other) {
    return new RequestList(files, file, offset, length, most, other);
  }

  /**
   * Some of the requests, in the order given, with a table of only their files.
   *
   * @param requests numbers of requests of this list
   * @return a new list
   */
  public RequestList select(final int[] requests) {
    if (chunks != null) {
      return selectChunks(chunks, requests);
    }
    if (file == null) {
      return new RequestList(files.select(requests), null, null, null, most, null);
    }
    final int[] moved = new int[files.size()];
    Arrays.fill(moved, -1);
    final int[] kept = new int[requests.length];
    final int[] toFile = new int[requests.length];
    final long[] toOffset = new long[requests.length];
    final long[] toLength = new long[requests.length];
    int count = 0;
    for (int i = 0; i < requests.length; i++) {
      final int from = file(requests[i]);
      if (moved[from] < 0) {
        moved[from] = count;
        kept[count++] = from;
      }
      toFile[i] = moved[from];
      toOffset[i] = offset(requests[i]);
      toLength[i] = uncutLength(requests[i]);
    }
    return new RequestList(
        files.select(Arrays.copyOf(kept, count)), toFile, toOffset, toLength, most, null);
  }

  /**
   * Whether another list has the same requests in the same order, of the {@linkplain
   * FileTable#sameFiles same files}.
   *
   * @param other any list
   * @return true if reading the one is reading the other
   */
  public boolean sameRequests(final RequestList other) {
    return most == other.most
        && (chunks == null
            ? other.chunks == null
            : other.chunks != null && chunks.same(other.chunks))
        && Arrays.equals(file, other.file)
        && Arrays.equals(offset, other.offset)
        && Arrays.equals(length, other.length)
        && files.sameFiles(other.files);
  }
}
