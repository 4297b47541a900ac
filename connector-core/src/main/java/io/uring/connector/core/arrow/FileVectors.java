package io.uring.connector.core.arrow;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.memory.Slab;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/**
 * The columns of a batch as Arrow vectors. Each call makes a fresh vector that the caller closes,
 * and that outlives the batch.
 */
public final class FileVectors {
  private FileVectors() {}

  /**
   * The bytes of the files: an Arrow view of the slab, not a copy.
   *
   * @param name name of the vector
   * @param batch a batch with content
   * @param allocator accounts for the slab and gives the memory of offsets and nulls
   * @return one value a row, null where the row has {@linkplain FileBatch#failure failed}
   */
  public static VarBinaryVector content(
      final String name, final FileBatch batch, final BufferAllocator allocator) {
    final int rows = batch.rows();
    final VarBinaryVector vector = new VarBinaryVector(name, allocator);
    if (rows == 0) {
      return vector;
    }
    final int nulls = batch.failedRows();
    try (ArrowBuf data = batch.hasContent() ? wrap(batch.slab(), allocator) : allocator.getEmpty();
        ArrowBuf offsets = allocator.buffer((rows + 1L) * Integer.BYTES);
        ArrowBuf validity = nulls == 0 ? allocator.getEmpty() : validity(batch, allocator)) {
      final int first = batch.position(0);
      for (int row = 0; row <= rows; row++) {
        offsets.setInt((long) row * Integer.BYTES, batch.position(row) - first);
      }
      offsets.writerIndex((rows + 1L) * Integer.BYTES);
      final ArrowBuf ofRows = data.slice(first, data.capacity() - first);
      ofRows.writerIndex(batch.contentBytes());
      vector.loadFieldBuffers(new ArrowFieldNode(rows, nulls), List.of(validity, offsets, ofRows));
    }
    return vector;
  }

  /**
   * The paths of the files.
   *
   * @param name name of the vector
   * @param prefix what stands before each absolute path, such as {@code file:}
   * @param batch any batch
   * @param allocator gives the memory
   * @return one value a row, none null; bytes that are no UTF-8 have become U+FFFD
   */
  public static VarCharVector path(
      final String name,
      final String prefix,
      final FileBatch batch,
      final BufferAllocator allocator) {
    final FileTable files = batch.files();
    final int rows = batch.rows();
    final byte[] before = prefix.getBytes(StandardCharsets.UTF_8);
    long bytes = 0;
    for (int row = 0; row < rows; row++) {
      bytes += before.length + files.pathLength(batch.file(row));
    }
    final VarCharVector vector = new VarCharVector(name, allocator);
    vector.allocateNew(bytes, rows);
    ByteBuffer scratch = ByteBuffer.allocate(256).put(before);
    for (int row = 0; row < rows; row++) {
      final int file = batch.file(row);
      final int length = before.length + files.pathLength(file);
      if (length > scratch.capacity()) {
        scratch = ByteBuffer.allocate(2 * length).put(before);
      }
      scratch.clear().position(before.length);
      files.putPath(file, scratch);
      if (isAscii(scratch.array(), length)) {
        vector.setSafe(row, scratch.array(), 0, length);
      } else {
        final String decoded = new String(scratch.array(), 0, length, StandardCharsets.UTF_8);
        vector.setSafe(row, decoded.getBytes(StandardCharsets.UTF_8));
      }
    }
    vector.setValueCount(rows);
    return vector;
  }

  /**
   * The sizes of the files when they were listed or, where ranges of files were planned, of the
   * ranges; the content of a row is shorter only where it was {@linkplain
   * io.uring.connector.core.RequestList#heads cut} or is a {@linkplain
   * io.uring.connector.core.RequestList#chunks chunk}.
   *
   * @param name name of the vector
   * @param batch any batch
   * @param allocator gives the memory
   * @return one value a row, in bytes, none null
   */
  public static BigIntVector length(
      final String name, final FileBatch batch, final BufferAllocator allocator) {
    final int rows = batch.rows();
    final BigIntVector vector = new BigIntVector(name, allocator);
    vector.allocateNew(rows);
    for (int row = 0; row < rows; row++) {
      vector.set(row, batch.requests().uncutLength(batch.request(row)));
    }
    vector.setValueCount(rows);
    return vector;
  }

  /**
   * Which chunk of its file or range each row is.
   *
   * @param name name of the vector
   * @param batch any batch
   * @param allocator gives the memory
   * @return one value a row, from 0, none null
   */
  public static IntVector chunkIndex(
      final String name, final FileBatch batch, final BufferAllocator allocator) {
    final int rows = batch.rows();
    final IntVector vector = new IntVector(name, allocator);
    vector.allocateNew(rows);
    for (int row = 0; row < rows; row++) {
      vector.set(row, batch.requests().chunk(batch.request(row)));
    }
    vector.setValueCount(rows);
    return vector;
  }

  /**
   * Where each row begins in its file.
   *
   * @param name name of the vector
   * @param batch any batch
   * @param allocator gives the memory
   * @return one value a row, in bytes, none null
   */
  public static BigIntVector chunkOffset(
      final String name, final FileBatch batch, final BufferAllocator allocator) {
    final int rows = batch.rows();
    final BigIntVector vector = new BigIntVector(name, allocator);
    vector.allocateNew(rows);
    for (int row = 0; row < rows; row++) {
      vector.set(row, batch.requests().offset(batch.request(row)));
    }
    vector.setValueCount(rows);
    return vector;
  }

  /**
   * The modification times of the files when they were listed, cut to milliseconds as Hadoop's file
   * systems, and so Spark's {@code binaryFile}, give them.
   *
   * @param name name of the vector
   * @param batch any batch
   * @param allocator gives the memory
   * @return one value a row, in microseconds since 1970 UTC, none null
   */
  public static TimeStampMicroTZVector modificationTime(
      final String name, final FileBatch batch, final BufferAllocator allocator) {
    final int rows = batch.rows();
    final TimeStampMicroTZVector vector = new TimeStampMicroTZVector(name, allocator, "UTC");
    vector.allocateNew(rows);
    for (int row = 0; row < rows; row++) {
      final long nanos = batch.files().modifiedNanos(batch.file(row));
      vector.set(row, Math.floorDiv(nanos, 1_000_000L) * 1000L);
    }
    vector.setValueCount(rows);
    return vector;
  }

  private static ArrowBuf validity(final FileBatch batch, final BufferAllocator allocator) {
    final int bytes = (batch.rows() + Byte.SIZE - 1) / Byte.SIZE;
    final ArrowBuf bits = allocator.buffer(bytes);
    bits.setZero(0, bits.capacity());
    for (int row = 0; row < batch.rows(); row++) {
      if (batch.failure(row) == null) {
        BitVectorHelper.setBit(bits, row);
      }
    }
    bits.writerIndex(bytes);
    return bits;
  }

  private static ArrowBuf wrap(final Slab slab, final BufferAllocator allocator) {
    slab.retain();
    final AtomicBoolean released = new AtomicBoolean();
    final Runnable release =
        () -> {
          if (released.compareAndSet(false, true)) {
            slab.release();
          }
        };
    boolean wrapped = false;
    try {
      final ArrowBuf buffer =
          allocator.wrapForeignAllocation(
              new ForeignAllocation(
                  slab.capacity(), MemoryUtil.getByteBufferAddress(slab.buffer())) {
                @Override
                protected void release0() {
                  release.run();
                }
              });
      wrapped = true;
      return buffer;
    } finally {
      if (!wrapped) {
        // Where its limit is reached, the allocator throws without releasing; elsewhere it has.
        release.run();
      }
    }
  }

  private static boolean isAscii(final byte[] bytes, final int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }
}
