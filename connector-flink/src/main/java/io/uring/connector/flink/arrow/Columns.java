package io.uring.connector.flink.arrow;

import io.uring.connector.core.arrow.FileBatch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of a batch, counted by their holders. Those that nobody asks for are not made. Safe
 * on any thread.
 */
final class Columns {
  private final int rows;

  /**
   * What vectors are made from, though its own hold on the slab may have ended; null where all are
   * there, or there are no rows.
   */
  private final @Nullable FileBatch source;

  private final Map<Column, FieldVector> vectors = new EnumMap<>(Column.class);
  private @Nullable VectorSchemaRoot root;
  private int holders = 1;

  private Columns(final int rows, final @Nullable FileBatch source) {
    this.rows = rows;
    this.source = source;
  }

  /** Columns over the slab of a batch, which stays its owner's: they have a hold of their own. */
  static Columns over(final FileBatch batch) {
    final Columns columns = new Columns(batch.rows(), batch);
    // Now, because the batch may be closed before somebody asks.
    columns.vector(Column.CONTENT);
    return columns;
  }

  /** No rows. */
  static Columns empty() {
    return new Columns(0, null);
  }

  /** Columns of vectors that are all there, and are closed with them. */
  static Columns of(final int rows, final Map<Column, FieldVector> vectors) {
    final Columns columns = new Columns(rows, null);
    columns.vectors.putAll(vectors);
    return columns;
  }

  int rows() {
    return rows;
  }

  /** Whether the content lies in a slab, which others wait for. */
  boolean isInSlab() {
    return source != null;
  }

  /** One more holder. */
  synchronized void hold() {
    checkOpen();
    holders++;
  }

  /** One holder less; the last one frees the memory. */
  synchronized void release() {
    checkOpen();
    holders--;
    if (holders == 0) {
      vectors.values().forEach(FieldVector::close);
      vectors.clear();
      root = null;
    }
  }

  /** A vector that lives as long as there are holders. */
  synchronized FieldVector vector(final Column column) {
    checkOpen();
    return vectors.computeIfAbsent(
        column, missing -> source == null ? missing.empty() : missing.of(source));
  }

  /** All vectors. */
  synchronized VectorSchemaRoot root() {
    VectorSchemaRoot all = root;
    if (all == null) {
      final List<FieldVector> inOrder = new ArrayList<>();
      for (final Column column : Column.values()) {
        inOrder.add(vector(column));
      }
      all = new VectorSchemaRoot(inOrder);
      all.setRowCount(rows);
      root = all;
    }
    return all;
  }

  /** The same values in direct memory of their own, for one holder. */
  synchronized Columns copy() {
    final Map<Column, FieldVector> copies = new EnumMap<>(Column.class);
    boolean copied = false;
    try {
      for (final Column column : Column.values()) {
        final FieldVector empty = column.empty();
        copies.put(column, empty);
        copy(vector(column), empty);
      }
      copied = true;
      return of(rows, copies);
    } finally {
      if (!copied) {
        copies.values().forEach(FieldVector::close);
      }
    }
  }

  private static void copy(final FieldVector from, final FieldVector to) {
    if (from.getValueCount() == 0) {
      return;
    }
    final BufferAllocator memory = to.getAllocator();
    final List<ArrowBuf> copies = new ArrayList<>();
    try {
      for (final ArrowBuf buffer : from.getFieldBuffers()) {
        final long bytes = buffer.readableBytes();
        final ArrowBuf copy = memory.buffer(bytes);
        copies.add(copy);
        copy.setBytes(0, buffer, buffer.readerIndex(), bytes);
        copy.writerIndex(bytes);
      }
      to.loadFieldBuffers(new ArrowFieldNode(from.getValueCount(), from.getNullCount()), copies);
    } finally {
      // The vector has holds of its own.
      copies.forEach(ArrowBuf::close);
    }
  }

  private void checkOpen() {
    if (holders == 0) {
      throw new IllegalStateException(ArrowBatch.CLOSED);
    }
  }
}
