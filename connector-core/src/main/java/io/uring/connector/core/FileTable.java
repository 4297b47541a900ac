package io.uring.connector.core;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An immutable list of files in columns: about 30 bytes of heap a file plus its name, whatever the
 * depth of its folder.
 *
 * <p>Names are the bytes that Linux keeps, not characters: a name that is no UTF-8 can be listed
 * and opened like any other. Files are numbered from 0 in plan order; folders are numbered on their
 * own and shared by their files. Safe on any thread.
 */
public final class FileTable implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[][] directories;
  private final int[] directory;
  private final byte[] names;
  private final int[] nameEnd;
  private final long[] length;
  private final long[] modifiedNanos;
  private final BitSet special;

  private FileTable(final Builder builder) {
    final int size = builder.size;
    directories = builder.directories.toArray(new byte[0][]);
    directory = Arrays.copyOf(builder.directory, size);
    nameEnd = Arrays.copyOf(builder.nameEnd, size);
    names = Arrays.copyOf(builder.names, size == 0 ? 0 : nameEnd[size - 1]);
    length = Arrays.copyOf(builder.length, size);
    modifiedNanos = Arrays.copyOf(builder.modifiedNanos, size);
    special = builder.special;
  }

  /**
   * Starts an empty table.
   *
   * @return a builder for one thread
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The number of files.
   *
   * @return zero or more
   */
  public int size() {
    return directory.length;
  }

  /**
   * The number of folders that files of this table are in.
   *
   * @return zero or more
   */
  public int directories() {
    return directories.length;
  }

  /**
   * The folder of a file.
   *
   * @param file number of the file
   * @return the folder's number, below {@link #directories()}
   */
  public int directory(final int file) {
    return directory[file];
  }

  /**
   * The absolute path of a folder as the bytes that Linux keeps, without a slash at the end (the
   * root folder is empty).
   *
   * @param directory number of the folder
   * @return a copy
   */
  public byte[] directoryBytes(final int directory) {
    return directories[directory].clone();
  }

  /**
   * The absolute path of a folder, read as UTF-8.
   *
   * @param directory number of the folder
   * @return the path without a slash at the end; {@code "/"} for the root folder
   */
  public String directoryPath(final int directory) {
    final byte[] path = directories[directory];
    return path.length == 0 ? "/" : new String(path, StandardCharsets.UTF_8);
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
    return directories[directory[file]].length + 1 + nameEnd[file] - nameStart(file);
  }

  /**
   * Writes a file's absolute path, without a NUL, and makes no garbage.
   *
   * @param file number of the file
   * @param target takes {@link #pathLength(int)} bytes at its position, which moves behind them
   */
  public void putPath(final int file, final ByteBuffer target) {
    final int start = nameStart(file);
    target
        .put(directories[directory[file]])
        .put((byte) '/')
        .put(names, start, nameEnd[file] - start);
  }

  /**
   * The file's name within its folder, read as UTF-8.
   *
   * @param file number of the file
   * @return the name
   */
  public String name(final int file) {
    final int start = nameStart(file);
    return new String(names, start, nameEnd[file] - start, StandardCharsets.UTF_8);
  }

  /**
   * The size of a file when it was listed.
   *
   * @param file number of the file
   * @return bytes
   */
  public long length(final int file) {
    return length[file];
  }

  /**
   * The modification time of a file when it was listed.
   *
   * @param file number of the file
   * @return nanoseconds since 1970-01-01T00:00:00Z
   */
  public long modifiedNanos(final int file) {
    return modifiedNanos[file];
  }

  /**
   * Whether this is no regular file but a FIFO, a socket or a device: it has a row, but it is never
   * opened.
   *
   * @param file number of the file
   * @return true where there is no content to read
   */
  public boolean isSpecial(final int file) {
    return special.get(file);
  }

  /**
   * The sum of all sizes.
   *
   * @return bytes
   */
  public long totalLength() {
    long total = 0;
    for (final long each : length) {
      total += each;
    }
    return total;
  }

  /**
   * Some of the files, in the order given, as a table of their own that holds only their folders.
   *
   * @param files numbers of files of this table
   * @return a new table
   */
  public FileTable select(final int[] files) {
    final Builder builder = builder();
    final int[] moved = new int[directories.length];
    Arrays.fill(moved, -1);
    for (final int file : files) {
      final int from = directory[file];
      if (moved[from] < 0) {
        moved[from] = builder.addDirectory(directories[from]);
      }
      final int start = nameStart(file);
      builder.add(
          moved[from],
          names,
          start,
          nameEnd[file] - start,
          length[file],
          modifiedNanos[file],
          special.get(file));
    }
    return builder.build();
  }

  private int nameStart(final int file) {
    return file == 0 ? 0 : nameEnd[file - 1];
  }

  /** Collects files for a {@link FileTable}. For one thread. */
  public static final class Builder {
    private final List<byte[]> directories = new ArrayList<>();
    private final Map<ByteBuffer, Integer> directoryNumbers = new HashMap<>();
    private int[] directory = new int[16];
    private byte[] names = new byte[256];
    private int[] nameEnd = new int[16];
    private long[] length = new long[16];
    private long[] modifiedNanos = new long[16];
    private final BitSet special = new BitSet();
    private int size;

    private Builder() {}

    /**
     * Adds a folder.
     *
     * @param path absolute path as Linux keeps it, without a slash at the end
     * @return its number
     */
    public int addDirectory(final byte[] path) {
      directories.add(path.clone());
      return directories.size() - 1;
    }

    /**
     * Adds a file.
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
      return add(parent, name, 0, name.length, bytes, modified, isSpecial);
    }

    /**
     * Adds a file by its path; files of one folder share it.
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
      final byte[] parent = Arrays.copyOf(path, slash);
      Integer number = directoryNumbers.get(ByteBuffer.wrap(parent));
      if (number == null) {
        number = addDirectory(parent);
        directoryNumbers.put(ByteBuffer.wrap(parent), number);
      }
      return add(number, path, slash + 1, path.length - slash - 1, bytes, modified, isSpecial);
    }

    private int add(
        final int parent,
        final byte[] name,
        final int from,
        final int count,
        final long bytes,
        final long modified,
        final boolean isSpecial) {
      if (size == directory.length) {
        final int grown = Math.multiplyExact(size, 2);
        directory = Arrays.copyOf(directory, grown);
        nameEnd = Arrays.copyOf(nameEnd, grown);
        length = Arrays.copyOf(length, grown);
        modifiedNanos = Arrays.copyOf(modifiedNanos, grown);
      }
      final int start = size == 0 ? 0 : nameEnd[size - 1];
      final int end = Math.addExact(start, count);
      if (end > names.length) {
        names = Arrays.copyOf(names, (int) Math.min(Integer.MAX_VALUE - 8L, end * 2L));
      }
      System.arraycopy(name, from, names, start, count);
      directory[size] = parent;
      nameEnd[size] = end;
      length[size] = bytes;
      modifiedNanos[size] = modified;
      special.set(size, isSpecial);
      return size++;
    }

    /**
     * The number of files so far.
     *
     * @return zero or more
     */
    public int size() {
      return size;
    }

    /**
     * Ends the list.
     *
     * @return the table; the builder must not be used afterwards
     */
    public FileTable build() {
      return new FileTable(this);
    }
  }
}
