package io.uring.connector.core;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list of {@linkplain ReadRequest read requests} over a {@link FileTable}, in plan
 * order. Where every request is a whole file, in the table's order, nothing is kept but the table.
 * Safe on any thread.
 */
public final class RequestList implements Serializable {
  private static final long serialVersionUID = 1L;

  private final FileTable files;
  private final int @Nullable [] file;
  private final long @Nullable [] offset;
  private final long @Nullable [] length;

  /** No request is longer than this, whatever it was before it was cut. */
  private final long most;

  private RequestList(
      final FileTable files,
      final int @Nullable [] file,
      final long @Nullable [] offset,
      final long @Nullable [] length,
      final long most) {
    this.files = files;
    this.file = file;
    this.offset = offset;
    this.length = length;
    this.most = most;
  }

  /**
   * One request for each file, for all of it.
   *
   * @param files the files
   * @return requests in the table's order
   */
  public static RequestList wholeFiles(final FileTable files) {
    return new RequestList(files, null, null, null, Long.MAX_VALUE);
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
    return new RequestList(files, file.clone(), offset.clone(), length.clone(), Long.MAX_VALUE);
  }

  /**
   * Whether each request is one file of the table, for all of it, in the table's order.
   *
   * @return false where there may be several requests of one file
   */
  public boolean isWholeFiles() {
    return file == null && most == Long.MAX_VALUE;
  }

  /**
   * The number of requests.
   *
   * @return zero or more
   */
  public int size() {
    return file == null ? files.size() : file.length;
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
    return file == null ? request : file[request];
  }

  /**
   * The first byte of a request.
   *
   * @param request number of the request
   * @return offset in the file
   */
  public long offset(final int request) {
    return offset == null ? 0 : offset[request];
  }

  /**
   * The size of a request.
   *
   * @param request number of the request
   * @return bytes
   */
  public long length(final int request) {
    return Math.min(most, uncutLength(request));
  }

  /**
   * The size of a request before {@link #heads} cut it: that of its file or range.
   *
   * @param request number of the request
   * @return bytes
   */
  public long uncutLength(final int request) {
    return length == null ? files.length(request) : length[request];
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
    return most >= this.most ? this : new RequestList(files, file, offset, length, most);
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
    if (file == null || offset == null || length == null) {
      return new RequestList(files.slice(from, to), null, null, null, most);
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
        most);
  }

  /**
   * Some of the requests, in the order given, with a table of only their files.
   *
   * @param requests numbers of requests of this list
   * @return a new list
   */
  public RequestList select(final int[] requests) {
    if (file == null) {
      return new RequestList(files.select(requests), null, null, null, most);
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
        files.select(Arrays.copyOf(kept, count)), toFile, toOffset, toLength, most);
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
        && Arrays.equals(file, other.file)
        && Arrays.equals(offset, other.offset)
        && Arrays.equals(length, other.length)
        && files.sameFiles(other.files);
  }
}
