package io.uring.connector.flink.arrow;

import java.io.EOFException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.flink.core.memory.DataInputView;

/**
 * Reads one {@link BatchFrame} and believes none of it: no number in it makes more memory be taken
 * than the frame says it has bytes, and no vector is made that points outside of its memory.
 */
final class FrameReader {
  private final DataInputView source;
  private final BufferAllocator memory = ArrowMemory.allocator();
  private final long bytes;

  /** Bytes of the frame that have not been read yet. */
  private long left;

  private int rows;

  FrameReader(final DataInputView source, final long bytes) {
    this.source = source;
    this.bytes = bytes;
    left = bytes;
  }

  /** For the one holder of the columns. */
  Columns read() throws IOException {
    final Map<Column, FieldVector> vectors = new EnumMap<>(Column.class);
    boolean read = false;
    try {
      take(BatchFrame.HEAD);
      final byte version = source.readByte();
      check(version == BatchFrame.VERSION, "version", version);
      rows = source.readInt();
      check(rows >= 0, "rows", rows);
      if (rows > 0) {
        for (final Column column : Column.values()) {
          final FieldVector vector = column.empty();
          vectors.put(column, vector);
          fill(vector);
        }
      }
      check(left == 0, "bytes", bytes);
      read = true;
      return Columns.of(rows, vectors);
    } catch (final EOFException e) {
      // Not an EOFException: some of Flink's readers take that for the regular end.
      throw new IOException("a serialized batch ends before its " + bytes + " bytes", e);
    } catch (final OutOfMemoryException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      if (!read) {
        vectors.values().forEach(FieldVector::close);
      }
    }
  }

  private void fill(final FieldVector vector) throws IOException {
    take(Integer.BYTES);
    final int nulls = source.readInt();
    check(nulls >= 0 && nulls <= rows, "nulls", nulls);
    try (ArrowBuf validity = nulls == 0 ? memory.getEmpty() : validity(nulls)) {
      final ArrowFieldNode node = new ArrowFieldNode(rows, nulls);
      if (vector instanceof BaseVariableWidthVector) {
        try (ArrowBuf offsets = buffer((rows + 1L) * Integer.BYTES)) {
          try (ArrowBuf data = buffer(lastOf(offsets))) {
            vector.loadFieldBuffers(node, List.of(validity, offsets, data));
          }
        }
      } else {
        try (ArrowBuf data = buffer((long) rows * Long.BYTES)) {
          vector.loadFieldBuffers(node, List.of(validity, data));
        }
      }
    }
  }

  private ArrowBuf validity(final int nulls) throws IOException {
    final ArrowBuf bits = buffer(BatchFrame.validityBytes(rows));
    final int found = BitVectorHelper.getNullCount(bits, rows);
    if (found != nulls) {
      bits.close();
    }
    check(found == nulls, "nulls", nulls);
    return bits;
  }

  /** How many bytes the offsets say that there are. */
  private int lastOf(final ArrowBuf offsets) throws IOException {
    int last = offsets.getInt(0);
    check(last == 0, "offset", last);
    for (int row = 1; row <= rows; row++) {
      final int next = offsets.getInt((long) row * Integer.BYTES);
      check(next >= last, "offset", next);
      last = next;
    }
    return last;
  }

  /** The next bytes of the frame, which the caller closes. */
  private ArrowBuf buffer(final long count) throws IOException {
    take(count);
    final ArrowBuf buffer = memory.buffer(count);
    boolean read = false;
    try {
      OffHeapBytes.read(source, buffer, Math.toIntExact(count));
      read = true;
      return buffer;
    } finally {
      if (!read) {
        buffer.close();
      }
    }
  }

  private void take(final long count) throws IOException {
    left -= count;
    check(left >= 0, "bytes", bytes);
  }

  static void check(final boolean holds, final String what, final long value) throws IOException {
    if (!holds) {
      throw new IOException("a serialized batch is damaged: " + what + "=" + value);
    }
  }
}
