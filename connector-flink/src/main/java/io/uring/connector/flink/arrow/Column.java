package io.uring.connector.flink.arrow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.arrow.FileVectors;
import java.util.Locale;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** The columns of a batch, in their order. The order is part of the form in which they are sent. */
enum Column {
  PATH,
  LENGTH,
  MODIFICATION_TIME,
  OFFSET,
  CONTENT,
  ERROR;

  /** Such as {@code modification_time}. */
  String fieldName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A vector without rows and without memory, which the caller closes. */
  FieldVector empty() {
    final ArrowType type =
        switch (this) {
          case PATH, ERROR -> ArrowType.Utf8.INSTANCE;
          case LENGTH, OFFSET -> new ArrowType.Int(Long.SIZE, true);
          case MODIFICATION_TIME -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
          case CONTENT -> ArrowType.Binary.INSTANCE;
        };
    return Field.nullable(fieldName(), type).createVector(ArrowMemory.allocator());
  }

  /** A fresh vector, which the caller closes, and which outlives the batch. */
  FieldVector of(final FileBatch batch) {
    final String name = fieldName();
    final BufferAllocator memory = ArrowMemory.allocator();
    return switch (this) {
      case PATH -> FileVectors.path(name, "", batch, memory);
      case LENGTH -> FileVectors.length(name, batch, memory);
      case MODIFICATION_TIME -> FileVectors.modificationTime(name, batch, memory);
      case OFFSET -> FileVectors.chunkOffset(name, batch, memory);
      case CONTENT -> FileVectors.content(name, batch, memory);
      case ERROR -> errors(name, batch, memory);
    };
  }

  private static VarCharVector errors(
      final String name, final FileBatch batch, final BufferAllocator memory) {
    final VarCharVector vector = new VarCharVector(name, memory);
    boolean filled = false;
    try {
      vector.allocateNew(0L, batch.rows());
      for (int row = 0; row < batch.rows(); row++) {
        final ReadFailure failure = batch.failure(row);
        if (failure != null) {
          vector.setSafe(row, failure.message().getBytes(UTF_8));
        }
      }
      vector.setValueCount(batch.rows());
      filled = true;
      return vector;
    } finally {
      if (!filled) {
        vector.close();
      }
    }
  }
}
