package io.uring.connector.flink.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.memory.SlabPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a batch says of its files, and how long it does. */
@ExtendWith(Memory.class)
class ArrowBatchTest {
  private static final int[] LENGTHS = {10, 0, -1, 100_000, -1, 3};

  @Test
  void shouldHaveTheRowsOfTheBatch() {
    try (FileBatch files = Batches.of(LENGTHS);
        ArrowBatch batch = ArrowBatch.of(files)) {
      assertThat(batch.rows()).isEqualTo(6);
      assertThat(Batches.rows(batch)).isEqualTo(Batches.expected(LENGTHS));
    }
  }

  @Test
  void shouldNotCopyTheContent() {
    try (FileBatch files = Batches.of(LENGTHS);
        ArrowBatch batch = ArrowBatch.of(files)) {
      assertThat(batch.content().getDataBuffer().nioBuffer(0, 10)).isEqualTo(files.content(0));
      long direct = ArrowMemory.allocator().getAllocatedMemory();
      assertThat(batch.content()).isSameAs(batch.content());
      assertThat(ArrowMemory.allocator().getAllocatedMemory()).isEqualTo(direct);
      // The slab, and a few bytes of offsets and nulls.
      assertThat(direct - SlabPool.jvm().heldBytes()).isLessThan(1000);
    }
  }

  @Test
  void shouldHaveAllColumnsInARoot() {
    try (ArrowBatch batch = Batches.arrow(LENGTHS)) {
      VectorSchemaRoot root = batch.root();
      assertThat(root.getRowCount()).isEqualTo(6);
      assertThat(root.getSchema().getFields())
          .extracting(Object::toString)
          .containsExactly(
              "path: Utf8",
              "length: Int(64, true)",
              "modification_time: Timestamp(MICROSECOND, UTC)",
              "offset: Int(64, true)",
              "content: Binary",
              "error: Utf8");
      assertThat(root.getVector("content")).isSameAs(batch.content());
      assertThat(batch.root()).isSameAs(root);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldHaveTheSameColumnsWithoutRows(boolean fromSerializer) {
    try (ArrowBatch batch =
            fromSerializer ? ArrowBatchSerializer.INSTANCE.createInstance() : Batches.arrow();
        ArrowBatch other = Batches.arrow(1)) {
      assertThat(batch.rows()).isZero();
      assertThat(batch.content().getValueCount()).isZero();
      assertThat(batch.root().getRowCount()).isZero();
      assertThat(batch.root().getSchema()).isEqualTo(other.root().getSchema());
      try (ArrowBatch detached = batch.detach()) {
        assertThat(detached.root().getRowCount()).isZero();
      }
    }
  }

  @Test
  void shouldOutliveTheBatchItWasMadeOf() {
    FileBatch files = Batches.of(LENGTHS);
    try (ArrowBatch batch = ArrowBatch.of(files)) {
      files.close();
      try (FileBatch others = Batches.of(50_000, 50_013)) {
        assertThat(others.rows()).isEqualTo(2);
        assertThat(Batches.rows(batch)).isEqualTo(Batches.expected(LENGTHS));
      }
    }
  }

  @Test
  void shouldSayThatItIsClosed() {
    ArrowBatch batch = Batches.arrow(LENGTHS);
    VarBinaryVector content = batch.content();
    batch.close();
    batch.close();
    assertThatIllegalStateException().isThrownBy(batch::content).withMessageContaining("detach()");
    assertThatIllegalStateException().isThrownBy(batch::root);
    assertThatIllegalStateException().isThrownBy(batch::retain);
    assertThatIllegalStateException().isThrownBy(batch::detach);
    assertThat(content.getValueCount()).isZero();
    assertThat(batch).hasToString("ArrowBatch(rows=6, closed)");
    assertThat(batch.rows()).isEqualTo(6);
  }

  @Test
  void shouldBeValidUntilTheLastThatWasRetainedIsClosed() {
    ArrowBatch batch = Batches.arrow(LENGTHS);
    ArrowBatch one = batch.retain();
    ArrowBatch two = one.retain();
    batch.close();
    one.close();
    one.close();
    assertThatIllegalStateException().isThrownBy(one::content);
    assertThat(Batches.rows(two)).isEqualTo(Batches.expected(LENGTHS));
    two.close();
    assertThatIllegalStateException().isThrownBy(two::content);
  }

  @Test
  void shouldDetachIntoMemoryOfItsOwn() {
    long slabs = SlabPool.jvm().heldBytes();
    ArrowBatch batch = Batches.arrow(LENGTHS);
    try (ArrowBatch detached = batch.detach()) {
      batch.close();
      assertThat(SlabPool.jvm().heldBytes()).isEqualTo(slabs);
      assertThat(Batches.rows(detached)).isEqualTo(Batches.expected(LENGTHS));
      try (ArrowBatch again = detached.detach()) {
        assertThat(Batches.rows(again)).isEqualTo(Batches.expected(LENGTHS));
      }
    }
  }

  @Test
  void shouldLendCopiesOfASourcesBatch() {
    ArrowBatch batch = Batches.arrow(LENGTHS);
    ArrowBatch copy = batch.copy();
    ArrowBatch copyOfCopy = copy.copy();
    copy.close();
    assertThatIllegalStateException().isThrownBy(copy::content);
    // Neither the original nor its other copies end with a copy.
    assertThat(Batches.rows(batch)).isEqualTo(Batches.expected(LENGTHS));
    assertThat(Batches.rows(copyOfCopy)).isEqualTo(Batches.expected(LENGTHS));
    ArrowBatch kept = copyOfCopy.retain();
    batch.close();
    assertThatIllegalStateException().isThrownBy(copyOfCopy::content);
    assertThatIllegalStateException().isThrownBy(copyOfCopy::copy);
    assertThat(Batches.rows(kept)).isEqualTo(Batches.expected(LENGTHS));
    kept.close();
  }

  @Test
  void shouldShareADetachedBatchWithItsCopies() {
    try (ArrowBatch batch = Batches.arrow(LENGTHS)) {
      ArrowBatch detached = batch.detach();
      ArrowBatch copy = detached.copy();
      detached.close();
      assertThat(Batches.rows(copy)).isEqualTo(Batches.expected(LENGTHS));
      copy.close();
    }
  }

  @Test
  void shouldNotBeMadeOfAClosedBatch() {
    FileBatch files = Batches.of(1, 2);
    files.close();
    assertThatThrownBy(() -> ArrowBatch.of(files)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldBeUsedAndClosedOnManyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int run = 0; run < 200; run++) {
        ArrowBatch batch = Batches.arrow(LENGTHS);
        List<Callable<Boolean>> jobs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          boolean closes = i % 4 == 3;
          jobs.add(
              () -> {
                if (closes) {
                  batch.close();
                  return true;
                }
                try (ArrowBatch mine = batch.retain();
                    ArrowBatch detached = mine.detach()) {
                  return Batches.rows(detached).equals(Batches.expected(LENGTHS));
                } catch (IllegalStateException e) {
                  return e.getMessage().contains("closed");
                }
              });
        }
        for (Future<Boolean> job : threads.invokeAll(jobs)) {
          assertThat(job.get()).isTrue();
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldCloseVectorsThatItsUserHasClosed() {
    ArrowBatch batch = Batches.arrow(LENGTHS);
    batch.root().getFieldVectors().forEach(FieldVector::close);
    batch.close();
  }
}
