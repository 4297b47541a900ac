package io.uring.connector.spark;

import io.uring.connector.core.arrow.FileBatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** The column {@code _metadata} of a batch, with the fields that a query needs of it. */
final class MetadataVector {
  private MetadataVector() {}

  /** A fresh vector without nulls. */
  static StructVector of(
      final StructField column, final FileBatch batch, final BufferAllocator allocator) {
    final StructVector struct = StructVector.empty(column.name(), allocator);
    boolean filled = false;
    try {
      for (final StructField field : ((StructType) column.dataType()).fields()) {
        fill(child(struct, field), field.name(), batch);
      }
      for (int row = 0; row < batch.rows(); row++) {
        struct.setIndexDefined(row);
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

  private static FieldVector child(final StructVector struct, final StructField field) {
    final DataType type = field.dataType();
    if (type.equals(DataTypes.StringType)) {
      return struct.addOrGet(
          field.name(), FieldType.notNullable(new ArrowType.Utf8()), VarCharVector.class);
    }
    if (type.equals(DataTypes.TimestampType)) {
      return struct.addOrGet(
          field.name(),
          FieldType.notNullable(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC")),
          TimeStampMicroTZVector.class);
    }
    return struct.addOrGet(
        field.name(), FieldType.notNullable(new ArrowType.Int(64, true)), BigIntVector.class);
  }

  private static void fill(final FieldVector vector, final String name, final FileBatch batch) {
    vector.setInitialCapacity(batch.rows());
    vector.allocateNew();
    for (int row = 0; row < batch.rows(); row++) {
      final Object value = FileMetadata.value(name, batch.requests(), batch.request(row));
      if (vector instanceof VarCharVector texts) {
        texts.setSafe(row, ((UTF8String) value).getBytes());
      } else if (vector instanceof TimeStampMicroTZVector times) {
        times.setSafe(row, (Long) value);
      } else {
        ((BigIntVector) vector).setSafe(row, (Long) value);
      }
    }
  }
}
