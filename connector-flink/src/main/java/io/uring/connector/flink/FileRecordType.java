package io.uring.connector.flink;

import io.uring.connector.flink.type.OpaqueType;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** What Flink has to know of {@link FileRecord}. */
final class FileRecordType {
  static final TypeInformation<FileRecord> INSTANCE =
      new OpaqueType<>(FileRecord.class, FileRecordSerializer.INSTANCE);

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
}
