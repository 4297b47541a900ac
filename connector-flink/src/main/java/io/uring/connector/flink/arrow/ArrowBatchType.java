package io.uring.connector.flink.arrow;

import io.uring.connector.flink.type.OpaqueType;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** What Flink has to know of {@link ArrowBatch}. */
final class ArrowBatchType {
  static final TypeInformation<ArrowBatch> INSTANCE =
      new OpaqueType<>(ArrowBatch.class, ArrowBatchSerializer.INSTANCE);

  private ArrowBatchType() {}

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
}
