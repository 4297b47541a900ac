package io.uring.connector.core.watch;

import io.uring.connector.core.FileTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * The files that have been taken, as long as they are there and some time longer: a hash table of
 * 20 bytes a place, at most three quarters full. For one thread.
 *
 * <p>What is gone shows only to {@link Arrivals#in}, which is told what a listing has found.
 */
public final class SeenFiles {
  private static final int LEAST = 1 << 10;

  /** Of a file in its written form. */
  private static final int BYTES = 2 * Long.BYTES + Integer.BYTES;

  private long[] high = new long[LEAST];
  private long[] low = new long[LEAST];

  /** Since when a file has been gone, in seconds since 1970 and unsigned; 0 while it is there. */
  private int[] goneSince = new int[LEAST];

  /** Places whose file the listing that is under way has found. */
  private final BitSet there = new BitSet();

  private final Fingerprint.Maker fingerprints = new Fingerprint.Maker();
  private int size;

  /** Starts with no files. */
  public SeenFiles() {}

  /**
   * The number of files that are remembered.
   *
   * @return zero or more
   */
  public int size() {
    return size;
  }

  /**
   * Whether a file is remembered.
   *
   * @param files a table
   * @param file number of a file in it
   * @return false where it is new, or has been gone for so long that it is forgotten
   */
  public boolean contains(final FileTable files, final int file) {
    return contains(fingerprints.of(files, file));
  }

  /**
   * Remembers files, which are there.
   *
   * @param files all of which have been taken
   */
  public void add(final FileTable files) {
    for (int file = 0; file < files.size(); file++) {
      add(fingerprints.of(files, file));
    }
  }

  boolean contains(final Fingerprint file) {
    return low[place(file)] != 0;
  }

  /** Adds a file that is there; false if it has been added before. */
  boolean add(final Fingerprint file) {
    return add(file.high(), file.low(), 0);
  }

  /** Notes that a listing has found a file; false if it has not been added. */
  boolean find(final Fingerprint file) {
    final int place = place(file);
    if (low[place] == 0) {
      return false;
    }
    there.set(place);
    return true;
  }

  /**
   * Ends a listing: what it has not {@linkplain #find found} is gone, and forgotten once it has
   * been gone for so long.
   *
   * @param nowSeconds seconds since 1970
   * @param keepSeconds how long what is gone is remembered
   */
  void endListing(final long nowSeconds, final long keepSeconds) {
    boolean forgets = false;
    for (int place = 0; place < low.length; place++) {
      if (low[place] == 0) {
        continue;
      }
      if (there.get(place)) {
        goneSince[place] = 0;
      } else if (goneSince[place] == 0) {
        goneSince[place] = (int) nowSeconds;
      } else {
        forgets |= isForgotten(place, nowSeconds, keepSeconds);
      }
    }
    there.clear();
    if (forgets) {
      forget(nowSeconds, keepSeconds);
    }
  }

  private boolean isForgotten(final int place, final long nowSeconds, final long keepSeconds) {
    return low[place] != 0
        && goneSince[place] != 0
        && nowSeconds - Integer.toUnsignedLong(goneSince[place]) >= keepSeconds;
  }

  private void forget(final long nowSeconds, final long keepSeconds) {
    int place = 0;
    while (place < low.length) {
      if (isForgotten(place, nowSeconds, keepSeconds)) {
        // Which may bring another one here.
        remove(place);
      } else {
        place++;
      }
    }
    if (capacity(2 * size) < low.length) {
      rehash(capacity(2 * size));
    }
  }

  /** A hole would cut others off from where a search for them begins, so they move up. */
  private void remove(final int place) {
    final int mask = low.length - 1;
    int hole = place;
    for (int next = (hole + 1) & mask; low[next] != 0; next = (next + 1) & mask) {
      final int home = (int) high[next] & mask;
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        high[hole] = high[next];
        low[hole] = low[next];
        goneSince[hole] = goneSince[next];
        hole = next;
      }
    }
    low[hole] = 0;
    size--;
  }

  /**
   * Writes all of them: 20 bytes each, and 4 before.
   *
   * @param out takes them in large pieces
   * @throws IOException as {@code out} throws it
   */
  public void write(final DataOutput out) throws IOException {
    out.writeInt(size);
    final ByteBuffer piece = ByteBuffer.allocate(BYTES * Math.min(size, LEAST));
    for (int place = 0; place < low.length; place++) {
      if (low[place] != 0) {
        piece.putLong(high[place]).putLong(low[place]).putInt(goneSince[place]);
        if (!piece.hasRemaining()) {
          out.write(piece.array());
          piece.clear();
        }
      }
    }
    out.write(piece.array(), 0, piece.position());
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @param in stands where it begins
   * @return the same files
   * @throws IOException if it cannot be read, or is something else
   */
  public static SeenFiles read(final DataInput in) throws IOException {
    final int count = in.readInt();
    final SeenFiles seen = new SeenFiles();
    for (int i = 0; i < count; i++) {
      seen.add(in.readLong(), in.readLong(), in.readInt());
    }
    if (seen.size != count) {
      throw new IOException("the list of files that have been seen is damaged: count=" + count);
    }
    return seen;
  }

  private boolean add(final long newHigh, final long newLow, final int gone) {
    int place = place(newHigh, newLow);
    if (low[place] != 0) {
      return false;
    }
    if (capacity(size + 1) > low.length) {
      rehash(2 * low.length);
      place = place(newHigh, newLow);
    }
    high[place] = newHigh;
    low[place] = newLow;
    goneSince[place] = gone;
    size++;
    return true;
  }

  private void rehash(final int capacity) {
    final long[] oldHigh = high;
    final long[] oldLow = low;
    final int[] oldGone = goneSince;
    high = new long[capacity];
    low = new long[capacity];
    goneSince = new int[capacity];
    for (int old = 0; old < oldLow.length; old++) {
      if (oldLow[old] != 0) {
        final int place = place(oldHigh[old], oldLow[old]);
        high[place] = oldHigh[old];
        low[place] = oldLow[old];
        goneSince[place] = oldGone[old];
      }
    }
  }

  private static int capacity(final int size) {
    int capacity = LEAST;
    while (capacity * 3L / 4 < size) {
      capacity = Math.multiplyExact(capacity, 2);
    }
    return capacity;
  }

  private int place(final Fingerprint file) {
    return place(file.high(), file.low());
  }

  /** Where a file is, or would be put. */
  private int place(final long wantedHigh, final long wantedLow) {
    final int mask = low.length - 1;
    int place = (int) wantedHigh & mask;
    while (low[place] != 0 && (low[place] != wantedLow || high[place] != wantedHigh)) {
      place = (place + 1) & mask;
    }
    return place;
  }
}
