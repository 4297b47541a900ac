package io.uring.connector.flink.split;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import java.util.Arrays;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceSplit;
import org.jspecify.annotations.Nullable;

/** Files that one subtask reads in their order, each whole or a range of it. Immutable. */
@Internal
public final class FileSplit implements SourceSplit {
  private final String id;
  private final String host;
  private final RequestList requests;

  /** As it was written last: pending splits go into every checkpoint. */
  private byte @Nullable [] written;

  /**
   * Makes a split that any host can read.
   *
   * @param id unique within a job
   * @param requests whole files or ranges, neither cut to heads nor to chunks
   */
  public FileSplit(final String id, final RequestList requests) {
    this(id, "", requests);
  }

  /**
   * Makes a split.
   *
   * @param id unique within a job
   * @param host the name of the only one that has the files; empty where any has
   * @param requests whole files or ranges, neither cut to heads nor to chunks
   */
  public FileSplit(final String id, final String host, final RequestList requests) {
    this.id = id;
    this.host = host;
    this.requests = requests;
  }

  @Override
  public String splitId() {
    return id;
  }

  /**
   * Where the files are.
   *
   * @return the name of the only host that has them; empty where any has
   */
  public String host() {
    return host;
  }

  /**
   * What to read.
   *
   * @return whole files or ranges
   */
  public RequestList requests() {
    return requests;
  }

  /**
   * What is left when the first requests have been read, and some of the next one.
   *
   * @param next number of the request that is not done
   * @param offset where in its file to go on, or 0 for all of it
   * @param length bytes of it from there on
   * @return a split of the same id
   */
  FileSplit from(final int next, final long offset, final long length) {
    if (next == 0 && offset == 0) {
      return this;
    }
    final RequestList rest = requests.slice(next, requests.size());
    return new FileSplit(id, host, offset == 0 ? rest : startingWith(rest, offset, length));
  }

  private static RequestList startingWith(
      final RequestList rest, final long firstOffset, final long firstLength) {
    final FileTable files = rest.files();
    final int[] file = new int[rest.size()];
    final long[] offset = new long[file.length];
    final long[] length = new long[file.length];
    for (int i = 0; i < file.length; i++) {
      file[i] = rest.file(i);
      offset[i] = rest.offset(i);
      length[i] = rest.length(i);
    }
    offset[0] = firstOffset;
    length[0] = firstLength;
    return RequestList.ranges(files, file, offset, length);
  }

  byte @Nullable [] written() {
    return written;
  }

  void written(final byte[] bytes) {
    written = bytes;
  }

  @Override
  public boolean equals(final @Nullable Object other) {
    return other instanceof FileSplit split
        && split.id.equals(id)
        && Arrays.equals(
            FileSplitSerializer.INSTANCE.serialize(split),
            FileSplitSerializer.INSTANCE.serialize(this));
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "FileSplit[id="
        + id
        + (host.isEmpty() ? "" : ", host=" + host)
        + ", files="
        + requests.size()
        + "]";
  }
}
