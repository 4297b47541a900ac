package io.uring.connector.flink.reader;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.memory.SlabPool;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much off-heap memory the readers of a task manager hold together: what the user has set for
 * its tasks. Flink gives readers no managed memory, and its network buffers share the JVM's direct
 * memory with us.
 */
final class TaskMemory {
  private static final Logger LOG = LoggerFactory.getLogger(TaskMemory.class);

  private TaskMemory() {}

  /** The same options with a budget, which is told to the log. */
  static ReadOptions budget(final ReadOptions options, final Configuration configuration) {
    if (options.memoryBudget() != 0) {
      return options;
    }
    final MemorySize tasks = configuration.get(TaskManagerOptions.TASK_OFF_HEAP_MEMORY);
    final boolean isSet = tasks.getBytes() > 0;
    // Flink itself needs the rest of this one.
    final MemorySize frameworks = configuration.get(TaskManagerOptions.FRAMEWORK_OFF_HEAP_MEMORY);
    final long budget =
        Math.min(isSet ? tasks.getBytes() : frameworks.getBytes() / 2, SlabPool.defaultBudget());
    if (isSet) {
      LOG.info("readers hold {} bytes off-heap at most, all tasks together", budget);
    } else {
      LOG.warn(
          "readers hold {} bytes off-heap at most, all tasks together, since {} is not set: set it"
              + " to slots * 64m or more",
          budget,
          TaskManagerOptions.TASK_OFF_HEAP_MEMORY.key());
    }
    return options.withMemoryBudget(Math.max(1, budget));
  }
}
