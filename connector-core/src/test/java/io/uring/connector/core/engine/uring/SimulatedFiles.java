package io.uring.connector.core.engine.uring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.uring.connector.core.Errno;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The files of the simulated kernel: names, attributes, faults, and bytes that follow from a file's
 * number and the offset. Not to be changed while a ring reads.
 */
final class SimulatedFiles {
  static final int REGULAR = 0x8000;
  static final int FOLDER = 0x4000;
  static final int FIFO = 0x1000;

  private final Map<String, File> files = new HashMap<>();

  /** What a path leads to. */
  static final class File {
    final int number;
    int mode = REGULAR;
    long size;
    long modifiedNanos;

    /** What open fails with; 0 where it does not. */
    int openErrno;

    /** From this byte on, where a block begins, the medium fails. */
    long badFrom = Long.MAX_VALUE;

    /** Reads of it end only when they are canceled, or never. */
    boolean hangs;

    boolean cannotBeCanceled;

    /** A read of it was taken. For any thread. */
    volatile boolean isBeingRead;

    /** Cannot be read around the page cache. */
    boolean refusesDirect;

    File(int number) {
      this.number = number;
    }

    /** A positioned read: bytes that were there, or a negative error number. */
    int read(long offset, int most, boolean direct, ByteBuffer... targets) {
      if (mode == FOLDER) {
        return -Errno.EISDIR;
      }
      if (mode == FIFO) {
        return 0;
      }
      long end = Math.min(Math.min(size, badFrom), offset + most);
      boolean isBad = direct ? offset + most > badFrom : offset >= badFrom;
      if (most > 0 && offset < size && badFrom < size && isBad) {
        return -Errno.EIO;
      }
      int count = 0;
      for (ByteBuffer target : targets) {
        while (target.hasRemaining() && offset + count < end) {
          target.put(byteAt(number, offset + count++));
        }
      }
      return count;
    }
  }

  /** The content of every file. */
  static byte byteAt(int number, long offset) {
    long mixed = (offset + 1 + 0x9E37_79B9L * number) * 0xBF58_476D_1CE4_E5B9L;
    return (byte) (mixed >>> 53);
  }

  File add(byte[] path) {
    File file = new File(files.size());
    files.put(new String(path, ISO_8859_1), file);
    return file;
  }

  void remove(byte[] path) {
    files.remove(new String(path, ISO_8859_1));
  }

  /** What is at a path, given as its bytes read as ISO 8859-1; null for nothing. */
  File find(String path) {
    return files.get(path);
  }
}
