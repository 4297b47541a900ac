package io.uring.connector.flink.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.uring.connector.core.memory.SlabPool;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Batches as bytes: there and back, and what bytes must not do. */
@ExtendWith(Memory.class)
class ArrowBatchSerializerTest {
  private static final ArrowBatchSerializer SERIALIZER = ArrowBatchSerializer.INSTANCE;

  /** Failed rows, an empty one, and one of more than a piece. */
  private static final int[] LENGTHS = {-1, 7, 0, 70_000, -1, -1, 200_001, 1, 0};

  @Test
  void shouldBringBackAnyBatch() throws Exception {
    Long chosen = Long.getLong("uring.seed");
    for (int run = 0; run < (chosen == null ? 150 : 1); run++) {
      long seed = chosen == null ? System.nanoTime() : chosen;
      int[] lengths = Batches.lengths(new SplittableRandom(seed));
      byte[] bytes = serialize(lengths);
      DataInputDeserializer source = new DataInputDeserializer(bytes);
      try (ArrowBatch batch = SERIALIZER.deserialize(source)) {
        assertThat(Batches.rows(batch))
            .as("-During.seed=%s", seed)
            .isEqualTo(Batches.expected(lengths));
        assertThat(batch.root().getRowCount()).isEqualTo(lengths.length);
      }
      assertThat(source.available()).as("-During.seed=%s", seed).isZero();
    }
  }

  @Test
  void shouldNotHoldASlabAfterTheWay() throws Exception {
    byte[] bytes = serialize(LENGTHS);
    long slabs = SlabPool.jvm().heldBytes();
    try (ArrowBatch batch = SERIALIZER.deserialize(new DataInputDeserializer(bytes))) {
      assertThat(SlabPool.jvm().heldBytes()).isEqualTo(slabs);
      assertThat(Batches.rows(batch)).isEqualTo(Batches.expected(LENGTHS));
      // It may go on, too.
      DataOutputSerializer again = new DataOutputSerializer(64);
      SERIALIZER.serialize(batch, again);
      assertThat(again.getCopyOfBuffer()).isEqualTo(bytes);
    }
  }

  @Test
  void shouldWriteTheSameToAnyView() throws Exception {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try (ArrowBatch batch = Batches.arrow(LENGTHS)) {
      SERIALIZER.serialize(batch, new DataOutputViewStreamWrapper(plain));
    }
    assertThat(plain.toByteArray()).isEqualTo(serialize(LENGTHS));
  }

  @Test
  void shouldWriteWhatItSays() throws Exception {
    byte[] bytes = serialize(3);
    int column = 4 + 8;
    String path = "/data/ü0/file 0";
    int expected = 1 + 4 + (column + path.length() + 1) + 3 * column + (column + 3) + 4 + 1 + 8;
    assertThat(ByteBuffer.wrap(bytes).getLong()).isEqualTo(expected);
    assertThat(bytes).hasSize(8 + expected);
    assertThat(bytes[8]).isEqualTo((byte) 1);
    assertThat(ByteBuffer.wrap(bytes).getInt(9)).isEqualTo(1);
  }

  @Test
  void shouldCopyFromStreamToStream() throws Exception {
    byte[] bytes = serialize(LENGTHS);
    byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
    System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
    DataInputDeserializer source = new DataInputDeserializer(twice);
    DataOutputSerializer target = new DataOutputSerializer(1);
    SERIALIZER.copy(source, target);
    assertThat(target.getCopyOfBuffer()).isEqualTo(bytes);
    SERIALIZER.copy(source, target);
    assertThat(target.getCopyOfBuffer()).isEqualTo(twice);
    assertThatIOException().isThrownBy(() -> SERIALIZER.copy(source, target));
  }

  @Test
  void shouldRefuseEveryBeginning() throws Exception {
    byte[] bytes = serialize(-1, 7, 0, 30, -1, 3);
    for (int length = 0; length < bytes.length; length++) {
      DataInputView cut = new DataInputDeserializer(bytes, 0, length);
      assertThatIOException()
          .as("%s of %s bytes", length, bytes.length)
          .isThrownBy(() -> SERIALIZER.deserialize(cut));
    }
  }

  @Test
  void shouldNotTakeALostEndForTheRegularOne() throws Exception {
    byte[] bytes = serialize(7, 8);
    DataInputView cut = new DataInputDeserializer(bytes, 0, bytes.length - 1);
    assertThatIOException()
        .isThrownBy(() -> SERIALIZER.deserialize(cut))
        .isNotInstanceOf(EOFException.class)
        .withMessageContaining("ends before its " + (bytes.length - 8) + " bytes");
  }

  @Test
  void shouldRefuseDamage() throws Exception {
    byte[] bytes = serialize(-1, 7, 0, 30, -1, 3);
    for (int at = 0; at < bytes.length; at++) {
      for (int flip : new int[] {1, 0x40, 0x80, 0xFF}) {
        byte[] damaged = bytes.clone();
        damaged[at] ^= (byte) flip;
        try (ArrowBatch batch = SERIALIZER.deserialize(new DataInputDeserializer(damaged))) {
          // A byte of a value: the rows have others, and nothing points elsewhere.
          assertThat(Batches.rows(batch)).hasSize(6);
        } catch (IOException e) {
          assertThat(e).hasMessageMatching("a serialized batch (is damaged: \\w+=-?\\d+|ends.*)");
        }
      }
    }
  }

  @Test
  void shouldNameAnotherVersion() throws Exception {
    byte[] bytes = serialize(7);
    bytes[8] = 2;
    assertThatIOException()
        .isThrownBy(() -> SERIALIZER.deserialize(new DataInputDeserializer(bytes)))
        .withMessage("a serialized batch is damaged: version=2");
  }

  @Test
  void shouldSayWhatToChangeWithoutMemory() throws Exception {
    DataOutputSerializer huge = new DataOutputSerializer(64);
    huge.writeLong(Long.MAX_VALUE);
    huge.writeByte(1);
    huge.writeInt(Integer.MAX_VALUE - 1);
    huge.writeInt(0);
    assertThatIOException()
        .isThrownBy(
            () -> SERIALIZER.deserialize(new DataInputDeserializer(huge.getCopyOfBuffer())));
  }

  @Test
  void shouldKeepNothingWhereTheTargetFails() {
    try (ArrowBatch batch = Batches.arrow(LENGTHS)) {
      for (int room : new int[] {0, 8, 100, 70_000, 250_000}) {
        assertThatIOException()
            .isThrownBy(
                () -> SERIALIZER.serialize(batch, new DataOutputViewStreamWrapper(new Full(room))))
            .withMessage("full");
      }
      assertThat(Batches.rows(batch)).isEqualTo(Batches.expected(LENGTHS));
    }
  }

  @Test
  void shouldRefuseAClosedBatch() {
    ArrowBatch batch = Batches.arrow(LENGTHS);
    batch.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> SERIALIZER.serialize(batch, new DataOutputSerializer(64)))
        .withMessageContaining("detach()");
  }

  private static byte[] serialize(int... lengths) throws IOException {
    DataOutputSerializer target = new DataOutputSerializer(64);
    try (ArrowBatch batch = Batches.arrow(lengths)) {
      SERIALIZER.serialize(batch, target);
    }
    return target.getCopyOfBuffer();
  }

  /** Takes so many bytes. */
  private static final class Full extends OutputStream {
    private int room;

    Full(int room) {
      this.room = room;
    }

    @Override
    public void write(int b) throws IOException {
      if (--room < 0) {
        throw new IOException("full");
      }
    }
  }
}
