package io.uring.connector.core.list;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadRequest;
import io.uring.connector.core.RequestList;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Files, or ranges of files, as the rows of a table name them, which are then looked at once each.
 * What a {@link Manifest} is for a whole scan, this is for some rows on their way through a task: a
 * row whose file cannot be looked at, or has no such range, gets a failure of its own and leaves
 * the others alone.
 *
 * <p>Paths are absolute, or URIs of this machine's files: {@code file:///a%20b} is unescaped, in
 * {@code file:/a b}, as the column {@code path} of Spark's {@code binaryFile} has it, every
 * character means itself. For one thread at a time.
 */
public final class NamedRanges {
  /** The length of a range that goes to the end of its file. */
  public static final long REST = -1;

  private final PathSet paths = new PathSet();
  private int size;
  private int[] file = new int[16];
  private long[] offset = new long[16];
  private long[] length = new long[16];

  /** Makes an empty collection. */
  public NamedRanges() {}

  /**
   * Adds a row.
   *
   * @param path its file, as UTF-8 or whatever bytes Linux keeps
   * @param from the first byte
   * @param count the number of bytes, or {@link #REST}
   * @return number of the row
   * @throws IllegalArgumentException if that is no path of a local or mounted file system, or no
   *     range; says what is allowed
   */
  public int add(final byte[] path, final long from, final long count) {
    final byte[] absolute = PathText.path(path);
    if (absolute[0] != '/') {
      throw new IllegalArgumentException("path must be absolute: " + PathText.shown(path));
    }
    if (from < 0 || count < REST) {
      throw new IllegalArgumentException(
          "offset and length must not be below 0: file="
              + PathText.shown(path)
              + ", offset="
              + from
              + (count == REST ? "" : ", length=" + count));
    }
    final int number = paths.add(PathText.clean(absolute, path));
    if (size == file.length) {
      file = Arrays.copyOf(file, size * 2);
      offset = Arrays.copyOf(offset, size * 2);
      length = Arrays.copyOf(length, size * 2);
    }
    file[size] = number;
    offset[size] = from;
    length[size] = count;
    return size++;
  }

  /**
   * The number of rows.
   *
   * @return zero or more
   */
  public int size() {
    return size;
  }

  /**
   * Looks at the folders, then at the files: one {@code stat} each, one more for a link.
   *
   * @return what there is
   * @throws InterruptedIOException if the thread is interrupted
   */
  public FoundRanges look() throws InterruptedIOException {
    final FileTable.Builder table = FileTable.builder();
    final int[] folders = new int[paths.folders()];
    for (int folder = 0; folder < folders.length; folder++) {
      final byte[] path = paths.folderPath(folder);
      folders[folder] = table.addDirectory(path, settledNanos(path));
    }
    final int[] number = new int[paths.size()];
    final int[] errno = new int[paths.size()];
    for (int path = 0; path < number.length; path++) {
      if (Thread.interrupted()) {
        throw new InterruptedIOException("interrupted while looking at files");
      }
      try {
        final Stat stat = Stat.follow(RawPath.of(paths.path(path)));
        if (stat == null) {
          errno[path] = Errno.ENOENT;
        } else if (stat.isDirectory()) {
          errno[path] = Errno.EISDIR;
        } else {
          number[path] =
              table.add(
                  folders[paths.folder(path)],
                  paths.name(path),
                  stat.length(),
                  stat.modifiedNanos(),
                  stat.isSpecial(),
                  stat.isSettled());
        }
      } catch (final ListException e) {
        errno[path] = e.getCause() instanceof IOException cause ? Errno.of(cause) : Errno.EIO;
      }
    }
    return found(table.build(), number, errno);
  }

  private FoundRanges found(final FileTable files, final int[] number, final int[] errno) {
    final int[] request = new int[size];
    final @Nullable ReadFailure[] failures = new @Nullable ReadFailure[size];
    final int[] toFile = new int[size];
    final long[] toOffset = new long[size];
    final long[] toLength = new long[size];
    int count = 0;
    boolean whole = true;
    for (int row = 0; row < size; row++) {
      final int path = file[row];
      final long there = errno[path] == 0 ? files.length(number[path]) : 0;
      final long rest = Math.max(0, there - offset[row]);
      final long wanted = length[row] == REST ? rest : length[row];
      failures[row] = failure(row, errno[path], wanted, there);
      if (failures[row] == null) {
        request[row] = count;
        toFile[count] = number[path];
        toOffset[count] = offset[row];
        toLength[count] = wanted;
        whole &= number[path] == count && wanted == there;
        count++;
      }
    }
    return new FoundRanges(
        whole && count == files.size()
            ? RequestList.wholeFiles(files)
            : RequestList.ranges(
                files,
                Arrays.copyOf(toFile, count),
                Arrays.copyOf(toOffset, count),
                Arrays.copyOf(toLength, count)),
        request,
        failures);
  }

  private @Nullable ReadFailure failure(
      final int row, final int errno, final long wanted, final long there) {
    if (errno == 0 && offset[row] <= there && wanted <= there - offset[row]) {
      return null;
    }
    final ReadRequest asked =
        new ReadRequest(
            PathText.shown(paths.path(file[row])),
            offset[row],
            Math.min(wanted, Long.MAX_VALUE - offset[row]));
    return errno == 0
        ? ReadFailure.changed(asked, "the range does not lie within the file, its size is " + there)
        : ReadFailure.of(errno == Errno.EISDIR ? "read" : "stat", errno, asked);
  }

  /** Nothing fails here: what is wrong with a folder is wrong with its files too. */
  private static long settledNanos(final byte[] path) {
    try {
      final Stat stat = Stat.follow(RawPath.of(path.length == 0 ? new byte[] {'/'} : path));
      return stat == null ? FileTable.UNKNOWN : stat.settledNanos();
    } catch (final ListException e) {
      return FileTable.UNKNOWN;
    }
  }
}
