package io.uring.connector.flink;

import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.flink.arrow.ArrowBatch;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Makes one record of all rows of a batch. */
record BatchDeserializer() implements FileDeserializer<ArrowBatch> {
  @Override
  public ArrowBatch deserialize(final FileRow row) {
    final FileBatch batch = row.batch();
    row.goTo(batch.rows() - 1);
    return ArrowBatch.of(batch);
  }

  @Override
  public TypeInformation<ArrowBatch> getProducedType() {
    return ArrowBatch.type();
  }
}
