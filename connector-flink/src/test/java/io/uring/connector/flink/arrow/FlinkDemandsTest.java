package io.uring.connector.flink.arrow;

import io.uring.connector.core.memory.SlabPool;
import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.testutils.DeeplyEqualsChecker;

/**
 * What Flink demands of a serializer, by its own tests. They close nothing, so the data are
 * detached.
 */
class FlinkDemandsTest extends SerializerTestBase<ArrowBatch> {
  FlinkDemandsTest() {
    super(
        new DeeplyEqualsChecker()
            .withCustomCheck(
                (one, other) -> one instanceof ArrowBatch && other instanceof ArrowBatch,
                (one, other, checker) ->
                    Batches.rows((ArrowBatch) one).equals(Batches.rows((ArrowBatch) other))));
  }

  @Override
  protected TypeSerializer<ArrowBatch> createSerializer() {
    return ArrowBatchSerializer.INSTANCE;
  }

  @Override
  protected int getLength() {
    return -1;
  }

  @Override
  protected Class<ArrowBatch> getTypeClass() {
    return ArrowBatch.class;
  }

  @Override
  protected ArrowBatch[] getTestData() {
    long held = SlabPool.jvm().heldBytes();
    ArrowBatch[] data = {
      detached(), detached(0), detached(-1, -1), detached(3, -1, 70_000, 0), detached(1, 2, 3)
    };
    if (SlabPool.jvm().heldBytes() != held) {
      throw new AssertionError("a detached batch holds a slab");
    }
    return data;
  }

  private static ArrowBatch detached(int... lengths) {
    try (ArrowBatch batch = Batches.arrow(lengths)) {
      return batch.detach();
    }
  }
}
