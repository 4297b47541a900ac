package io.uring.connector.core;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * An immutable list of files in columns: about 30 bytes of heap a file plus its name, whatever the
 * depth of its folder.
 *
 * <p>Names are the bytes that Linux keeps, not characters: a name that is no UTF-8 can be listed
 * and opened like any other. Files are numbered from 0 in plan order; folders are numbered on their
 * own and shared by their files. Safe on any thread.
 */
public final class FileTable implements Serializable {
  /** The modification time of a folder of which it is not known. */
  public static final long UNKNOWN = Long.MIN_VALUE;

  private static final long serialVersionUID = 1L;

  /** Clocks of file systems tick coarsely, some in seconds, and may go after ours. */
  private static final long SETTLING_NANOS = 10_000_000_000L;

  private final byte[][] directories;
  private final long[] directoryModifiedNanos;
  private final FileRows rows;

  // What this table shows of the columns, which it may share with others.
  private final int first;
  private final int size;
  private final int firstDirectory;
  private final int directoryCount;

  private FileTable(
      final byte[][] directories,
      final long[] directoryModifiedNanos,
      final FileRows rows,
      final int first,
      final int size,
      final int firstDirectory,
      final int directoryCount) {
    this.directories = directories;
    this.directoryModifiedNanos = directoryModifiedNanos;
    this.rows = rows;
    this.first = first;
    this.size = size;
    this.firstDirectory = firstDirectory;
    this.directoryCount = directoryCount;
  }

  /**
   * Whether a modification time lies so far back that a later change must have another one.
   *
   * @param modifiedNanos what the file system says, nanoseconds since 1970
   * @param seenNanos when it said so, nanoseconds since 1970
   * @return true if there are 10 s or more between the two
   */
  public static boolean hasSettled(final long modifiedNanos, final long seenNanos) {
    return modifiedNanos <= seenNanos - SETTLING_NANOS;
  }

  /**
   * Several tables as one. A folder that some of them share is one, and has no time where theirs
   * differ.
   *
   * @param tables any number of them
   * @return a table of the first one's files, then the second one's, and so on
   */
  public static FileTable concat(final List<FileTable> tables) {
    if (tables.size() == 1) {
      return tables.get(0);
    }
    int files = 0;
    int nameBytes = 0;
    for (final FileTable table : tables) {
      files = Math.addExact(files, table.size);
      nameBytes = Math.addExact(nameBytes, table.nameBytes());
    }
    final Builder builder = new Builder(files, nameBytes);
    for (final FileTable table : tables) {
      final int[] moved = new int[table.directoryCount];
      for (int directory = 0; directory < moved.length; directory++) {
        final int from = table.firstDirectory + directory;
        moved[directory] =
            builder.addDirectory(table.directories[from], table.directoryModifiedNanos[from]);
      }
      builder.rows.addAll(table.rows, table.first, table.size, moved, table.firstDirectory);
    }
    return builder.build();
  }

  /**
   * Starts an empty table.
   *
   * @return a builder for one thread
   */
  public static Builder builder() {
    return new Builder(16, 256);
  }

  /**
   * The number of files.
   *
   * @return zero or more
   */
  public int size() {
    return size;
  }

  /**
   * The number of folders that files of this table are in.
   *
   * @return zero or more
   */
  public int directories() {
    return directoryCount;
  }

  /**
   * The folder of a file.
   *
   * @param file number of the file
   * @return the folder's number, below {@link #directories()}
   */
  public int directory(final int file) {
    return rows.directory[row(file)] - firstDirectory;
  }

  /**
   * The absolute path of a folder as the bytes that Linux keeps, without a slash at the end (the
   * root folder is empty).
   *
   * @param directory number of the folder
   * @return a copy
   */
  public byte[] directoryBytes(final int directory) {
    return directories[firstDirectory + directory].clone();
  }

  /**
   * The absolute path of a folder, read as UTF-8.
   *
   * @param directory number of the folder
   * @return the path without a slash at the end; {@code "/"} for the root folder
   */
  public String directoryPath(final int directory) {
    final byte[] path = directories[firstDirectory + directory];
    return path.length == 0 ? "/" : new String(path, StandardCharsets.UTF_8);
  }

  /**
   * The number of bytes in a folder's absolute path.
   *
   * @param directory number of the folder
   * @return bytes, without a NUL; zero for the root folder
   */
  public int directoryLength(final int directory) {
    return directories[firstDirectory + directory].length;
  }

  /**
   * Writes a folder's absolute path as {@link #directoryBytes(int)} has it, and makes no garbage.
   *
   * @param directory number of the folder
   * @param target takes {@link #directoryLength(int)} bytes at its position, which moves behind
   *     them
   */
  public void putDirectory(final int directory, final ByteBuffer target) {
    target.put(directories[firstDirectory + directory]);
  }

  /**
   * The modification time of a folder before its files were looked for. As long as the folder has
   * this time, no name in it has come, gone or been given to another file since.
   *
   * @param directory number of the folder
   * @return nanoseconds since 1970-01-01T00:00:00Z, or {@link #UNKNOWN}
   */
  public long directoryModifiedNanos(final int directory) {
    return directoryModifiedNanos[firstDirectory + directory];
  }

  /**
   * The absolute path of a file, read as UTF-8; bytes that are no UTF-8 become U+FFFD.
   *
   * @param file number of the file
   * @return the path
   */
  public String path(final int file) {
    return new String(pathBytes(file), StandardCharsets.UTF_8);
  }

  /**
   * The absolute path of a file as the bytes that Linux keeps.
   *
   * @param file number of the file
   * @return a new array, without a NUL at the end
   */
  public byte[] pathBytes(final int file) {
    final byte[] path = new byte[pathLength(file)];
    putPath(file, ByteBuffer.wrap(path));
    return path;
  }

  /**
   * The number of bytes in a file's absolute path.
   *
   * @param file number of the file
   * @return bytes, without a NUL
   */
  public int pathLength(final int file) {
    return directories[rows.directory[row(file)]].length + 1 + nameLength(file);
  }

  /**
   * Writes a file's absolute path, without a NUL, and makes no garbage.
   *
   * @param file number of the file
   * @param target takes {@link #pathLength(int)} bytes at its position, which moves behind them
   */
  public void putPath(final int file, final ByteBuffer target) {
    target.put(directories[rows.directory[row(file)]]).put((byte) '/');
    putName(file, target);
  }

  /**
   * The file's name within its folder, read as UTF-8.
   *
   * @param file number of the file
   * @return the name
   */
  public String name(final int file) {
    return new String(
        rows.names, rows.nameStart(row(file)), nameLength(file), StandardCharsets.UTF_8);
  }

  /**
   * The number of bytes in the file's name within its folder.
   *
   * @param file number of the file
   * @return bytes, without a NUL
   */
  public int nameLength(final int file) {
    return rows.nameLength(row(file));
  }

  /**
   * Writes the file's name within its folder, without a NUL, and makes no garbage.
   *
   * @param file number of the file
   * @param target takes {@link #nameLength(int)} bytes at its position, which moves behind them
   */
  public void putName(final int file, final ByteBuffer target) {
    target.put(rows.names, rows.nameStart(row(file)), nameLength(file));
  }

  /**
   * The size of a file when it was listed.
   *
   * @param file number of the file
   * @return bytes
   */
  public long length(final int file) {
    return rows.length[row(file)];
  }

  /**
   * The modification time of a file when it was listed.
   *
   * @param file number of the file
   * @return nanoseconds since 1970-01-01T00:00:00Z
   */
  public long modifiedNanos(final int file) {
    return rows.modifiedNanos[row(file)];
  }

  /**
   * Whether this is no regular file but a FIFO, a socket or a device: it has a row, but it is never
   * opened.
   *
   * @param file number of the file
   * @return true where there is no content to read
   */
  public boolean isSpecial(final int file) {
    return rows.special.get(row(file));
  }

  /**
   * Whether a change of the file after it was listed is bound to show in its size or in its
   * folder's modification time, or is not to be expected: its name is no symbolic link, and it had
   * not been written {@linkplain #hasSettled lately}.
   *
   * @param file number of the file
   * @return false where only the file's own times can tell
   */
  public boolean isSettled(final int file) {
    return !rows.unsettled.get(row(file));
  }

  /**
   * The sum of all sizes.
   *
   * @return bytes
   */
  public long totalLength() {
    long total = 0;
    for (int file = 0; file < size; file++) {
      total += length(file);
    }
    return total;
  }

  /**
   * Neighbouring files, with only their folders. Where they are in neighbouring folders, as those
   * of a listing are, this takes next to no memory and keeps the whole table in it; sent elsewhere,
   * only what it shows is sent.
   *
   * @param from the first file
   * @param to the file behind the last
   * @return a table of {@code to - from} files
   */
  public FileTable slice(final int from, final int to) {
    Objects.checkFromToIndex(from, to, size);
    if (from == to) {
      return builder().build();
    }
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (int row = first + from; row < first + to; row++) {
      least = Math.min(least, rows.directory[row]);
      most = Math.max(most, rows.directory[row]);
    }
    final int count = most - least + 1;
    return count <= to - from
        ? new FileTable(
            directories, directoryModifiedNanos, rows, first + from, to - from, least, count)
        : select(IntStream.range(from, to).toArray());
  }

  /**
   * Some of the files, in the order given, as a table of their own that holds only their folders.
   *
   * @param files numbers of files of this table
   * @return a new table
   */
  public FileTable select(final int[] files) {
    long nameBytes = 0;
    for (final int file : files) {
      nameBytes += nameLength(file);
    }
    final Builder builder = new Builder(files.length, Math.toIntExact(nameBytes));
    final int[] moved = new int[directoryCount];
    Arrays.fill(moved, -1);
    for (final int file : files) {
      final int from = directory(file);
      if (moved[from] < 0) {
        final int number = firstDirectory + from;
        moved[from] = builder.folders.addNew(directories[number], directoryModifiedNanos[number]);
      }
      builder.rows.add(rows, row(file), moved[from]);
    }
    return builder.build();
  }

  /**
   * Whether another table has the same files in the same order: same paths, sizes, modification
   * times and kinds. What is known of their folders' times does not count.
   *
   * @param other any table
   * @return true if reading the one is reading the other
   */
  public boolean sameFiles(final FileTable other) {
    if (this == other) {
      return true;
    }
    if (size != other.size || !rows.same(first, other.rows, other.first, size)) {
      return false;
    }
    for (int file = 0; file < size; file++) {
      final int here = rows.directory[first + file];
      final int there = other.rows.directory[other.first + file];
      // Files of one folder stand together.
      final boolean known =
          file > 0
              && here == rows.directory[first + file - 1]
              && there == other.rows.directory[other.first + file - 1];
      if (!known && !Arrays.equals(directories[here], other.directories[there])) {
        return false;
      }
    }
    return true;
  }

  private int row(final int file) {
    return first + Objects.checkIndex(file, size);
  }

  private int nameBytes() {
    return rows.nameStart(first + size) - rows.nameStart(first);
  }

  /** A view travels without what it does not show. */
  private Object writeReplace() {
    return size == rows.size && directoryCount == directories.length
        ? this
        : select(IntStream.range(0, size).toArray());
  }

  /** Collects files for a {@link FileTable}. For one thread. */
  public static final class Builder {
    private final FolderSet folders = new FolderSet();
    private final FileRows rows;

    private Builder(final int files, final int nameBytes) {
      rows = new FileRows(files, nameBytes);
    }

    /**
     * Adds a folder of unknown modification time, if it is not there yet.
     *
     * @param path absolute path as Linux keeps it, without a slash at the end
     * @return its number
     */
    public int addDirectory(final byte[] path) {
      return addDirectory(path, UNKNOWN);
    }

    /**
     * Adds a folder if it is not there yet. One that is there with another time has none from now
     * on: nobody knows which of its files were found when.
     *
     * @param path absolute path as Linux keeps it, without a slash at the end
     * @param modified modification time before its files were looked for, nanoseconds since 1970,
     *     if it {@linkplain #hasSettled has settled}; else {@link #UNKNOWN}
     * @return its number
     */
    public int addDirectory(final byte[] path, final long modified) {
      return folders.add(path, modified);
    }

    /**
     * Adds a file.
     *
     * @param parent number of its folder
     * @param name name within the folder, as Linux keeps it
     * @param bytes size
     * @param modified modification time, nanoseconds since 1970
     * @param isSpecial whether it is a FIFO, a socket or a device
     * @param isSettled as {@link FileTable#isSettled(int)}
     * @return its number
     */
    public int add(
        final int parent,
        final byte[] name,
        final long bytes,
        final long modified,
        final boolean isSpecial,
        final boolean isSettled) {
      return rows.add(parent, name, 0, name.length, bytes, modified, isSpecial, isSettled);
    }

    /**
     * Adds a file of which only its own times can tell whether it has changed.
     *
     * @param parent number of its folder
     * @param name name within the folder, as Linux keeps it
     * @param bytes size
     * @param modified modification time, nanoseconds since 1970
     * @param isSpecial whether it is a FIFO, a socket or a device
     * @return its number
     */
    public int add(
        final int parent,
        final byte[] name,
        final long bytes,
        final long modified,
        final boolean isSpecial) {
      return add(parent, name, bytes, modified, isSpecial, false);
    }

    /**
     * Adds a file by its path, as one of which only its own times can tell whether it has changed;
     * files of one folder share it.
     *
     * @param path absolute path, as Linux keeps it
     * @param bytes size
     * @param modified modification time, nanoseconds since 1970
     * @param isSpecial whether it is a FIFO, a socket or a device
     * @return its number
     */
    public int addPath(
        final byte[] path, final long bytes, final long modified, final boolean isSpecial) {
      int slash = path.length - 1;
      while (slash > 0 && path[slash] != '/') {
        slash--;
      }
      final int parent = addDirectory(Arrays.copyOf(path, slash));
      return rows.add(
          parent, path, slash + 1, path.length - slash - 1, bytes, modified, isSpecial, false);
    }

    /**
     * The number of files so far.
     *
     * @return zero or more
     */
    public int size() {
      return rows.size;
    }

    /**
     * Ends the list.
     *
     * @return the table; the builder must not be used afterwards
     */
    public FileTable build() {
      rows.trim();
      return new FileTable(
          folders.paths(), folders.modifiedNanos(), rows, 0, rows.size, 0, folders.size());
    }
  }
}
