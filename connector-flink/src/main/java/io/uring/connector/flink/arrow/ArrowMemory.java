package io.uring.connector.flink.arrow;

import io.uring.connector.core.memory.DirectMemory;
import java.nio.ByteBuffer;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Where columns get their memory: direct buffers, each of its own. Unlike the memory of Arrow's own
 * allocators it counts against what Flink gives a task manager off-heap, and it is freed with the
 * garbage where nobody has released it.
 */
final class ArrowMemory extends AllocationManager {
  private static final int ALIGNMENT = 64;

  /** Says nothing about a limit: that of the JVM's direct memory holds. */
  private static final BufferAllocator ALLOCATOR =
      new RootAllocator(
          RootAllocator.configBuilder()
              .allocationManagerFactory(new Direct())
              // Arrow's own policy rounds up to powers of two.
              .roundingPolicy(bytes -> (bytes + ALIGNMENT - 1) & -ALIGNMENT)
              .build());

  private final ByteBuffer memory;

  private ArrowMemory(final BufferAllocator accounting, final ByteBuffer memory) {
    super(accounting);
    this.memory = memory;
  }

  /** The one allocator of all batches in this class loader; safe on any thread. */
  static BufferAllocator allocator() {
    return ALLOCATOR;
  }

  @Override
  public long getSize() {
    return memory.capacity();
  }

  @Override
  protected long memoryAddress() {
    return MemoryUtil.getByteBufferAddress(memory);
  }

  @Override
  protected void release0() {
    DirectMemory.free(memory);
  }

  private static final class Direct implements AllocationManager.Factory {
    /** Points at memory that is there, as native code may want it. */
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(1);

    @Override
    public AllocationManager create(final BufferAllocator accounting, final long bytes) {
      if (bytes > Integer.MAX_VALUE) {
        throw new OutOfMemoryException(
            "no column may have " + bytes + " bytes: the most are 2 GiB");
      }
      try {
        return new ArrowMemory(accounting, ByteBuffer.allocateDirect((int) bytes));
      } catch (final OutOfMemoryError e) {
        throw new OutOfMemoryException(
            "the JVM has no "
                + bytes
                + " bytes of direct memory left for a column: raise"
                + " taskmanager.memory.task.off-heap.size, or close batches that came over the"
                + " network or were detached",
            e);
      }
    }

    @Override
    public ArrowBuf empty() {
      return new ArrowBuf(
          ReferenceManager.NO_OP, null, 0, MemoryUtil.getByteBufferAddress(NOTHING));
    }
  }
}
