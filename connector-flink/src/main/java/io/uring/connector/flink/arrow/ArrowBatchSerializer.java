package io.uring.connector.flink.arrow;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How Flink copies batches, sends them and keeps them; {@link BatchFrame} has the bytes. Has no
 * state and is safe on any thread.
 */
final class ArrowBatchSerializer extends TypeSerializerSingleton<ArrowBatch> {
  static final ArrowBatchSerializer INSTANCE = new ArrowBatchSerializer();

  private static final long serialVersionUID = 1L;

  private ArrowBatchSerializer() {}

  /** What a savepoint says of this serializer; public because Flink makes it. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<ArrowBatch> {
    /** For Flink. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }

  /** A batch can be closed, and shows that to whoever shares it. */
  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public ArrowBatch createInstance() {
    return ArrowBatch.owning(Columns.empty());
  }

  /** See {@link ArrowBatch#copy}. */
  @Override
  public ArrowBatch copy(final ArrowBatch from) {
    return from.copy();
  }

  @Override
  public ArrowBatch copy(final ArrowBatch from, final ArrowBatch reuse) {
    return from.copy();
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(final ArrowBatch batch, final DataOutputView target) throws IOException {
    // Somebody may close the batch meanwhile.
    try (ArrowBatch held = batch.retain()) {
      BatchFrame.write(held.root(), target);
    }
  }

  @Override
  public ArrowBatch deserialize(final DataInputView source) throws IOException {
    return ArrowBatch.owning(BatchFrame.read(source));
  }

  /** Whoever offers the other batch may have handed out vectors of it: it stays as it is. */
  @Override
  public ArrowBatch deserialize(final ArrowBatch reuse, final DataInputView source)
      throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(final DataInputView source, final DataOutputView target) throws IOException {
    BatchFrame.copy(source, target);
  }

  @Override
  public TypeSerializerSnapshot<ArrowBatch> snapshotConfiguration() {
    return new Snapshot();
  }
}
