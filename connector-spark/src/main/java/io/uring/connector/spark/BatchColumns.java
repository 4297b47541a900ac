package io.uring.connector.spark;

import io.uring.connector.core.arrow.FailureVector;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.arrow.FileVectors;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * Makes the columns that a query needs of each batch, all of them Arrow: Spark's Python path takes
 * nothing else. Every batch gets vectors of its own, because the one before may still be in use.
 */
final class BatchColumns {
  /**
   * One for the JVM: batches may outlive the task that made them, hence any allocator of a task.
   */
  private static final BufferAllocator ALLOCATOR = new RootAllocator();

  private static final int OF_FILE = -1;

  private final StructField[] fields;

  /**
   * For each field, whether its values are taken: who needs no file read has those all the same.
   */
  private final boolean[] isNeeded;

  /** For each field, which partition column it is, or {@link #OF_FILE}. */
  private final int[] partitionColumn;

  private final @Nullable Object[][] partitionValues;

  /** Knows the pictures of each batch; null where no column is about them. */
  private final @Nullable PictureSource pictures;

  BatchColumns(
      final StructType required,
      final StructType needed,
      final StructType partitionSchema,
      final @Nullable Object[][] partitionValues,
      final @Nullable PictureSource pictures) {
    fields = required.fields();
    isNeeded = new boolean[fields.length];
    for (int i = 0; i < fields.length; i++) {
      isNeeded[i] = List.of(needed.fieldNames()).contains(fields[i].name());
    }
    this.partitionValues = partitionValues;
    this.pictures = pictures;
    partitionColumn = new int[fields.length];
    Arrays.fill(partitionColumn, OF_FILE);
    for (int i = 0; i < fields.length; i++) {
      for (int column = 0; column < partitionSchema.length(); column++) {
        if (partitionSchema.fields()[column].name().equals(fields[i].name())) {
          partitionColumn[i] = column;
        }
      }
    }
  }

  /** Off-heap bytes of all vectors that are open in this JVM, slabs included. */
  static long allocatedBytes() {
    return ALLOCATOR.getAllocatedMemory();
  }

  /** Fresh columns over a batch, which may be closed before them. */
  ColumnVector[] of(final FileBatch batch) {
    final ColumnVector[] columns = new ColumnVector[fields.length];
    int made = 0;
    try {
      while (made < columns.length) {
        columns[made] = new ArrowColumnVector(vector(made, batch));
        made++;
      }
      return columns;
    } finally {
      if (made < columns.length) {
        for (int i = 0; i < made; i++) {
          columns[i].close();
        }
      }
    }
  }

  private ValueVector vector(final int field, final FileBatch batch) {
    final String name = fields[field].name();
    if (partitionColumn[field] != OF_FILE) {
      return new PartitionVector(fields[field], partitionValues, partitionColumn[field])
          .of(batch, ALLOCATOR);
    }
    return switch (name) {
      case FileColumns.PATH -> FileVectors.path(name, FileColumns.SCHEME, batch, ALLOCATOR);
      case FileColumns.MODIFICATION_TIME -> FileVectors.modificationTime(name, batch, ALLOCATOR);
      case FileColumns.LENGTH -> FileVectors.length(name, batch, ALLOCATOR);
      case FileColumns.CONTENT ->
          isNeeded[field]
              ? FileVectors.content(name, batch, ALLOCATOR)
              : new NullVector(name, batch.rows());
      case FileColumns.CHUNK_INDEX -> FileVectors.chunkIndex(name, batch, ALLOCATOR);
      case FileColumns.CHUNK_OFFSET -> FileVectors.chunkOffset(name, batch, ALLOCATOR);
      case FileColumns.ERROR ->
          FailureVector.of(
              name,
              List.of(((StructType) fields[field].dataType()).fieldNames()),
              batch,
              ALLOCATOR);
      case FileMetadata.NAME -> MetadataVector.of(fields[field], batch, ALLOCATOR);
      default -> {
        if (!isNeeded[field]) {
          yield new NullVector(name, batch.rows());
        }
        if (pictures == null) {
          throw new IllegalStateException("the table has no column " + name);
        }
        yield PictureColumns.of(fields[field], batch, pictures.pictures(), ALLOCATOR);
      }
    };
  }
}
