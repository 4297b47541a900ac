package io.uring.connector.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * A deserializer of two parts.
 *
 * @param function makes a record
 * @param type of the records
 */
record FunctionDeserializer<T>(FileDeserializer.Function<T> function, TypeInformation<T> type)
    implements FileDeserializer<T> {

  @Override
  public T deserialize(final FileRow row) throws IOException {
    return function.apply(row);
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return type;
  }
}
