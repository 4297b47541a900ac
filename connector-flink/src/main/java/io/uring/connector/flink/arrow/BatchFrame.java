package io.uring.connector.flink.arrow;

import java.io.IOException;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A batch as bytes: its vectors as Arrow keeps them, which is little-endian, with big-endian
 * numbers before them.
 *
 * <pre>
 *   long   bytes that follow
 *   byte   version: 1
 *   int    rows
 *   for each of the columns in their order, where there are rows:
 *     int    nulls
 *     bytes  validity, a bit a row, the lowest first, where there are nulls
 *     bytes  for numbers and times: 8 a row
 *            for text and content: offsets, 4 a row and 4 more, then as many bytes as the last says
 * </pre>
 */
final class BatchFrame {
  static final byte VERSION = 1;

  /** Bytes of version and rows. */
  static final int HEAD = Byte.BYTES + Integer.BYTES;

  private BatchFrame() {}

  static void write(final VectorSchemaRoot root, final DataOutputView target) throws IOException {
    final int rows = root.getRowCount();
    long bytes = HEAD;
    if (rows > 0) {
      for (final FieldVector vector : root.getFieldVectors()) {
        bytes += Integer.BYTES;
        bytes += vector.getNullCount() == 0 ? 0 : validityBytes(rows);
        bytes += vector instanceof BaseVariableWidthVector ? offsetBytes(rows) : 0;
        bytes += dataBytes(vector, rows);
      }
    }
    target.writeLong(bytes);
    target.writeByte(VERSION);
    target.writeInt(rows);
    if (rows > 0) {
      for (final FieldVector vector : root.getFieldVectors()) {
        write(vector, rows, target);
      }
    }
  }

  private static void write(final FieldVector vector, final int rows, final DataOutputView target)
      throws IOException {
    final int nulls = vector.getNullCount();
    target.writeInt(nulls);
    if (nulls > 0) {
      OffHeapBytes.write(vector.getValidityBuffer(), validityBytes(rows), target);
    }
    if (vector instanceof BaseVariableWidthVector) {
      OffHeapBytes.write(vector.getOffsetBuffer(), offsetBytes(rows), target);
    }
    OffHeapBytes.write(vector.getDataBuffer(), dataBytes(vector, rows), target);
  }

  /** Columns in memory of their own, for one holder. */
  static Columns read(final DataInputView source) throws IOException {
    return new FrameReader(source, source.readLong()).read();
  }

  /** Copies one frame as it is. */
  static void copy(final DataInputView source, final DataOutputView target) throws IOException {
    final long bytes = source.readLong();
    FrameReader.check(bytes >= HEAD, "bytes", bytes);
    target.writeLong(bytes);
    OffHeapBytes.copy(source, target, bytes);
  }

  static int validityBytes(final int rows) {
    return (int) (((long) rows + Byte.SIZE - 1) / Byte.SIZE);
  }

  static int offsetBytes(final int rows) {
    return Math.toIntExact((rows + 1L) * Integer.BYTES);
  }

  static int numberBytes(final int rows) {
    return Math.toIntExact((long) rows * Long.BYTES);
  }

  private static int dataBytes(final FieldVector vector, final int rows) {
    return vector instanceof BaseVariableWidthVector
        ? vector.getOffsetBuffer().getInt((long) rows * Integer.BYTES)
        : numberBytes(rows);
  }
}
