package io.uring.connector.flink.arrow;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** What Flink has to know of batches: there is one type of them, and it is no key. */
final class ArrowBatchTypeInfo extends TypeInformation<ArrowBatch> {
  static final ArrowBatchTypeInfo INSTANCE = new ArrowBatchTypeInfo();

  private static final long serialVersionUID = 1L;

  private ArrowBatchTypeInfo() {}

  /**
   * By which Flink finds the type of what a user's method returns; public because Flink makes it.
   */
  public static final class Factory extends TypeInfoFactory<ArrowBatch> {
    @Override
    public TypeInformation<ArrowBatch> createTypeInfo(
        final Type type, final Map<String, TypeInformation<?>> parameters) {
      return INSTANCE;
    }
  }

  @Override
  public TypeSerializer<ArrowBatch> createSerializer(final SerializerConfig config) {
    return ArrowBatchSerializer.INSTANCE;
  }

  /** What Flink 1.20 asks for in the end; Flink 2 has no such method. */
  @Override
  @SuppressWarnings("deprecation")
  public TypeSerializer<ArrowBatch> createSerializer(final ExecutionConfig config) {
    return ArrowBatchSerializer.INSTANCE;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<ArrowBatch> getTypeClass() {
    return ArrowBatch.class;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public boolean canEqual(final Object other) {
    return other instanceof ArrowBatchTypeInfo;
  }

  @Override
  public boolean equals(final @Nullable Object other) {
    return other instanceof ArrowBatchTypeInfo;
  }

  @Override
  public int hashCode() {
    return ArrowBatchTypeInfo.class.hashCode();
  }

  @Override
  public String toString() {
    return "ArrowBatch";
  }
}
