package io.uring.connector.flink.type;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What Flink has to know of a type that it does not look into: how it is serialized, and that it is
 * no key.
 *
 * @param <T> the type
 */
@Internal
public final class OpaqueType<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final Class<T> type;
  private final TypeSerializer<T> serializer;

  /**
   * Describes a type.
   *
   * @param type the only one of its name
   * @param serializer has no state
   */
  public OpaqueType(final Class<T> type, final TypeSerializer<T> serializer) {
    this.type = type;
    this.serializer = serializer;
  }

  @Override
  public TypeSerializer<T> createSerializer(final SerializerConfig config) {
    return serializer;
  }

  /** What Flink 1.20 asks for in the end; Flink 2 has no such method. */
  @Override
  @SuppressWarnings("deprecation")
  public TypeSerializer<T> createSerializer(final ExecutionConfig config) {
    return serializer;
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
  public Class<T> getTypeClass() {
    return type;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public boolean canEqual(final Object other) {
    return other instanceof OpaqueType;
  }

  @Override
  public boolean equals(final @Nullable Object other) {
    return other instanceof OpaqueType<?> opaque && opaque.type == type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public String toString() {
    return type.getSimpleName();
  }
}
