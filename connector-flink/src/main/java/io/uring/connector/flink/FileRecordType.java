package io.uring.connector.flink;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** What Flink has to know of {@link FileRecord}: it is immutable, and no key. */
final class FileRecordType extends TypeInformation<FileRecord> {
  static final FileRecordType INSTANCE = new FileRecordType();

  private static final long serialVersionUID = 1L;

  private FileRecordType() {}

  /**
   * By which Flink finds the type of what a user's method returns; public because Flink makes it.
   */
  public static final class Factory extends TypeInfoFactory<FileRecord> {
    @Override
    public TypeInformation<FileRecord> createTypeInfo(
        final Type type, final Map<String, TypeInformation<?>> parameters) {
      return INSTANCE;
    }
  }

  @Override
  public TypeSerializer<FileRecord> createSerializer(final SerializerConfig config) {
    return FileRecordSerializer.INSTANCE;
  }

  /** What Flink 1.20 asks for in the end; Flink 2 has no such method. */
  @Override
  @SuppressWarnings("deprecation")
  public TypeSerializer<FileRecord> createSerializer(final ExecutionConfig config) {
    return FileRecordSerializer.INSTANCE;
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
  public Class<FileRecord> getTypeClass() {
    return FileRecord.class;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public boolean canEqual(final Object other) {
    return other instanceof FileRecordType;
  }

  @Override
  public boolean equals(final @Nullable Object other) {
    return other instanceof FileRecordType;
  }

  @Override
  public int hashCode() {
    return FileRecordType.class.hashCode();
  }

  @Override
  public String toString() {
    return "FileRecord";
  }
}
