package io.uring.connector.core;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;

/** What a {@link FileTable} knows of its files, in columns. For one thread while rows are added. */
final class FileRows implements Serializable {
  private static final long serialVersionUID = 1L;

  int[] directory;
  byte[] names;
  int[] nameEnd;
  long[] length;
  long[] modifiedNanos;
  final BitSet special = new BitSet();
  final BitSet unsettled = new BitSet();
  int size;

  /** With room for so much; grows where that is not enough. */
  FileRows(final int files, final int nameBytes) {
    directory = new int[files];
    names = new byte[nameBytes];
    nameEnd = new int[files];
    length = new long[files];
    modifiedNanos = new long[files];
  }

  int nameStart(final int row) {
    return row == 0 ? 0 : nameEnd[row - 1];
  }

  int nameLength(final int row) {
    return nameEnd[row] - nameStart(row);
  }

  /** Adds a row whose name is a part of an array; returns its number. */
  int add(
      final int parent,
      final byte[] name,
      final int from,
      final int count,
      final long bytes,
      final long modified,
      final boolean isSpecial,
      final boolean isSettled) {
    // A bit that is false is one already.
    if (isSpecial) {
      special.set(size);
    }
    if (!isSettled) {
      unsettled.set(size);
    }
    return add(parent, name, from, count, bytes, modified);
  }

  /** Adds a row of another table; returns its number. */
  int add(final FileRows from, final int row, final int parent) {
    if (from.special.get(row)) {
      special.set(size);
    }
    if (from.unsettled.get(row)) {
      unsettled.set(size);
    }
    final int start = from.nameStart(row);
    return add(
        parent, from.names, start, from.nameLength(row), from.length[row], from.modifiedNanos[row]);
  }

  private int add(
      final int parent,
      final byte[] name,
      final int from,
      final int count,
      final long bytes,
      final long modified) {
    makeRoom(1, count);
    final int start = nameStart(size);
    System.arraycopy(name, from, names, start, count);
    directory[size] = parent;
    nameEnd[size] = start + count;
    length[size] = bytes;
    modifiedNanos[size] = modified;
    return size++;
  }

  /**
   * Adds neighbouring rows of another table.
   *
   * @param moved for each folder there, beginning with the first one, its number here
   */
  void addAll(
      final FileRows from,
      final int first,
      final int count,
      final int[] moved,
      final int firstDirectory) {
    final int firstByte = from.nameStart(first);
    final int nameBytes = from.nameStart(first + count) - firstByte;
    makeRoom(count, nameBytes);
    final int start = nameStart(size);
    System.arraycopy(from.names, firstByte, names, start, nameBytes);
    System.arraycopy(from.length, first, length, size, count);
    System.arraycopy(from.modifiedNanos, first, modifiedNanos, size, count);
    for (int i = 0; i < count; i++) {
      directory[size + i] = moved[from.directory[first + i] - firstDirectory];
      nameEnd[size + i] = from.nameEnd[first + i] - firstByte + start;
    }
    addBits(from.special, first, count, special);
    addBits(from.unsettled, first, count, unsettled);
    size += count;
  }

  private void addBits(final BitSet from, final int first, final int count, final BitSet to) {
    final int end = first + count;
    for (int row = from.nextSetBit(first); row >= 0 && row < end; row = from.nextSetBit(row + 1)) {
      to.set(size + row - first);
    }
  }

  private void makeRoom(final int files, final int nameBytes) {
    final int most = Math.addExact(size, files);
    if (most > directory.length) {
      final int grown = grown(directory.length, most);
      directory = Arrays.copyOf(directory, grown);
      nameEnd = Arrays.copyOf(nameEnd, grown);
      length = Arrays.copyOf(length, grown);
      modifiedNanos = Arrays.copyOf(modifiedNanos, grown);
    }
    final int end = Math.addExact(nameStart(size), nameBytes);
    if (end > names.length) {
      names = Arrays.copyOf(names, grown(names.length, end));
    }
  }

  private static int grown(final int room, final int least) {
    return (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(least, room * 2L));
  }

  /** Gives back room that no row needs. */
  void trim() {
    if (size < directory.length) {
      directory = Arrays.copyOf(directory, size);
      nameEnd = Arrays.copyOf(nameEnd, size);
      length = Arrays.copyOf(length, size);
      modifiedNanos = Arrays.copyOf(modifiedNanos, size);
    }
    if (nameStart(size) < names.length) {
      names = Arrays.copyOf(names, nameStart(size));
    }
  }

  /** Whether rows from one on have the names, sizes and times of another table's, one by one. */
  boolean same(final int first, final FileRows other, final int otherFirst, final int count) {
    for (int i = 0; i < count; i++) {
      if (nameLength(first + i) != other.nameLength(otherFirst + i)
          || special.get(first + i) != other.special.get(otherFirst + i)) {
        return false;
      }
    }
    return Arrays.equals(length, first, first + count, other.length, otherFirst, otherFirst + count)
        && Arrays.equals(
            modifiedNanos,
            first,
            first + count,
            other.modifiedNanos,
            otherFirst,
            otherFirst + count)
        && Arrays.equals(
            names,
            nameStart(first),
            nameStart(first + count),
            other.names,
            other.nameStart(otherFirst),
            other.nameStart(otherFirst + count));
  }
}
