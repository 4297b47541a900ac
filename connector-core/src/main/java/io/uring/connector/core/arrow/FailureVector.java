package io.uring.connector.core.arrow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadFailure;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Why rows of a batch have no bytes, as a column. */
public final class FailureVector {
  /** Name of the field that has the {@linkplain ReadFailure#kind kind} of failure. */
  public static final String CLASS = "class";

  /** Name of the field that has the error number's name. */
  public static final String ERRNO = "errno";

  /** Name of the field that has the step that failed. */
  public static final String OPERATION = "operation";

  /** Name of the field that has the first byte of the request. */
  public static final String OFFSET = "offset";

  /** Name of the field that has the failure in one line. */
  public static final String MESSAGE = "message";

  private FailureVector() {}

  /**
   * A fresh vector, which the caller closes, and which outlives the batch.
   *
   * @param name name of the vector
   * @param fields names of the fields that it has, in their order
   * @param batch any batch
   * @param allocator gives the memory
   * @return a struct a row, null where the row is whole
   */
  public static StructVector of(
      final String name,
      final List<String> fields,
      final FileBatch batch,
      final BufferAllocator allocator) {
    final StructVector struct = StructVector.empty(name, allocator);
    boolean filled = false;
    try {
      for (final String field : fields) {
        if (field.equals(OFFSET)) {
          fillOffsets(struct, batch);
        } else {
          fillTexts(struct, field, batch);
        }
      }
      for (int row = 0; row < batch.rows(); row++) {
        if (batch.failure(row) != null) {
          struct.setIndexDefined(row);
        }
      }
      struct.setValueCount(batch.rows());
      filled = true;
      return struct;
    } finally {
      if (!filled) {
        struct.close();
      }
    }
  }

  private static void fillOffsets(final StructVector struct, final FileBatch batch) {
    final FieldType number = FieldType.nullable(new ArrowType.Int(Long.SIZE, true));
    final BigIntVector vector = struct.addOrGet(OFFSET, number, BigIntVector.class);
    vector.allocateNew(batch.rows());
    for (int row = 0; row < batch.rows(); row++) {
      final ReadFailure failure = batch.failure(row);
      if (failure != null) {
        vector.set(row, failure.offset());
      }
    }
  }

  private static void fillTexts(
      final StructVector struct, final String field, final FileBatch batch) {
    final FieldType text = FieldType.nullable(ArrowType.Utf8.INSTANCE);
    final VarCharVector vector = struct.addOrGet(field, text, VarCharVector.class);
    vector.allocateNew(batch.rows());
    for (int row = 0; row < batch.rows(); row++) {
      final ReadFailure failure = batch.failure(row);
      if (failure != null) {
        vector.setSafe(row, text(field, failure).getBytes(UTF_8));
      }
    }
  }

  private static String text(final String field, final ReadFailure failure) {
    return switch (field) {
      case CLASS -> failure.kind().name();
      case ERRNO -> Errno.name(failure.errno());
      case OPERATION -> failure.operation();
      case MESSAGE -> failure.message();
      default -> throw new IllegalArgumentException("a failure has no field " + field);
    };
  }
}
