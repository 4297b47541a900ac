package io.uring.connector.spark;

import io.uring.connector.core.arrow.FileBatch;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A partition column: the value of each row's folder. */
final class PartitionVector {
  private final StructField field;
  private final @Nullable Object[][] values;
  private final int column;

  /**
   * Describes a column.
   *
   * @param field its name and type
   * @param values for each folder, the values of all partition columns, as Spark keeps them inside
   * @param column which of them
   */
  PartitionVector(final StructField field, final @Nullable Object[][] values, final int column) {
    this.field = field;
    this.values = values;
    this.column = column;
  }

  /** A fresh vector; null where the value is null. */
  FieldVector of(final FileBatch batch, final BufferAllocator allocator) {
    final FieldVector vector = empty(field.name(), field.dataType(), allocator);
    boolean filled = false;
    try {
      vector.setInitialCapacity(batch.rows());
      vector.allocateNew();
      for (int row = 0; row < batch.rows(); row++) {
        final Object value = values[batch.files().directory(batch.file(row))][column];
        if (value != null) {
          set(vector, row, value);
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

  private static FieldVector empty(
      final String name, final DataType type, final BufferAllocator allocator) {
    if (type instanceof IntegerType) {
      return new IntVector(name, allocator);
    } else if (type instanceof LongType) {
      return new BigIntVector(name, allocator);
    } else if (type instanceof StringType) {
      return new VarCharVector(name, allocator);
    } else if (type instanceof DoubleType) {
      return new Float8Vector(name, allocator);
    } else if (type instanceof DateType) {
      return new DateDayVector(name, allocator);
    } else if (type instanceof TimestampType) {
      return new TimeStampMicroTZVector(name, allocator, "UTC");
    } else if (type instanceof TimestampNTZType) {
      return new TimeStampMicroVector(name, allocator);
    } else if (type instanceof DecimalType decimal) {
      return new DecimalVector(name, allocator, decimal.precision(), decimal.scale());
    } else if (type instanceof BooleanType) {
      return new BitVector(name, allocator);
    } else if (type instanceof ByteType) {
      return new TinyIntVector(name, allocator);
    } else if (type instanceof ShortType) {
      return new SmallIntVector(name, allocator);
    } else if (type instanceof FloatType) {
      return new Float4Vector(name, allocator);
    } else if (type instanceof BinaryType) {
      return new VarBinaryVector(name, allocator);
    } else if (type instanceof NullType) {
      return new NullVector(name);
    } else if (type.typeName().startsWith("time(")) {
      // TimeType came with Spark 4.1: this is compiled against 4.0.
      return new TimeNanoVector(name, allocator);
    }
    throw new IllegalArgumentException(
        "partition column " + name + " cannot be of type " + type.sql());
  }

  private static void set(final FieldVector vector, final int row, final Object value) {
    if (vector instanceof IntVector ints) {
      ints.setSafe(row, (Integer) value);
    } else if (vector instanceof BigIntVector longs) {
      longs.setSafe(row, (Long) value);
    } else if (vector instanceof VarCharVector texts) {
      texts.setSafe(row, ((UTF8String) value).getBytes());
    } else if (vector instanceof Float8Vector doubles) {
      doubles.setSafe(row, (Double) value);
    } else if (vector instanceof DateDayVector days) {
      days.setSafe(row, (Integer) value);
    } else if (vector instanceof TimeStampMicroTZVector micros) {
      micros.setSafe(row, (Long) value);
    } else if (vector instanceof TimeStampMicroVector micros) {
      micros.setSafe(row, (Long) value);
    } else if (vector instanceof DecimalVector decimals) {
      decimals.setSafe(
          row,
          Objects.requireNonNull((Decimal) value).toJavaBigDecimal().setScale(decimals.getScale()));
    } else if (vector instanceof BitVector bits) {
      bits.setSafe(row, (Boolean) value ? 1 : 0);
    } else if (vector instanceof TinyIntVector bytes) {
      bytes.setSafe(row, (Byte) value);
    } else if (vector instanceof SmallIntVector shorts) {
      shorts.setSafe(row, (Short) value);
    } else if (vector instanceof Float4Vector floats) {
      floats.setSafe(row, (Float) value);
    } else if (vector instanceof VarBinaryVector binaries) {
      binaries.setSafe(row, (byte[]) value);
    } else {
      ((TimeNanoVector) vector).setSafe(row, (Long) value);
    }
  }
}
