package io.uring.connector.flink.arrow;

import java.io.IOException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.core.memory.MemorySegmentWritable;

/** Moves bytes between off-heap memory and Flink's views of streams. */
final class OffHeapBytes {
  private static final int PIECE = 1 << 16;

  private OffHeapBytes() {}

  /**
   * Writes the beginning of a buffer. The views that lead to the network take it as it is, through
   * interfaces that are internal to Flink: the public ones would copy it to the heap twice.
   */
  static void write(final ArrowBuf buffer, final int bytes, final DataOutputView target)
      throws IOException {
    if (bytes > 0 && target instanceof MemorySegmentWritable direct) {
      direct.write(MemorySegmentFactory.wrapOffHeapMemory(buffer.nioBuffer(0, bytes)), 0, bytes);
      return;
    }
    final byte[] piece = new byte[Math.min(bytes, PIECE)];
    for (int at = 0; at < bytes; at += PIECE) {
      final int count = Math.min(PIECE, bytes - at);
      buffer.getBytes(at, piece, 0, count);
      target.write(piece, 0, count);
    }
  }

  /** Fills the beginning of a buffer. */
  static void read(final DataInputView source, final ArrowBuf buffer, final int bytes)
      throws IOException {
    final byte[] piece = new byte[Math.min(bytes, PIECE)];
    for (int at = 0; at < bytes; at += PIECE) {
      final int count = Math.min(PIECE, bytes - at);
      source.readFully(piece, 0, count);
      buffer.setBytes(at, piece, 0, count);
    }
    buffer.writerIndex(bytes);
  }

  /** Copies from one stream to another. */
  static void copy(final DataInputView source, final DataOutputView target, final long bytes)
      throws IOException {
    final byte[] piece = new byte[(int) Math.min(bytes, PIECE)];
    for (long at = 0; at < bytes; at += PIECE) {
      final int count = (int) Math.min(PIECE, bytes - at);
      source.readFully(piece, 0, count);
      target.write(piece, 0, count);
    }
  }
}
