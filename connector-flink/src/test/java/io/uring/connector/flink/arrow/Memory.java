package io.uring.connector.flink.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.memory.SlabPool;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test after which slabs or direct memory are held that were not held before it. */
final class Memory implements BeforeEachCallback, AfterEachCallback {
  private long slabs;
  private long direct;

  @Override
  public void beforeEach(ExtensionContext context) {
    slabs = SlabPool.jvm().heldBytes();
    direct = ArrowMemory.allocator().getAllocatedMemory();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(SlabPool.jvm().heldBytes()).as("bytes of slabs").isEqualTo(slabs);
    assertThat(ArrowMemory.allocator().getAllocatedMemory())
        .as("direct memory of columns")
        .isEqualTo(direct);
  }
}
