package io.uring.connector.it;

import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.spark.OpenVectors;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What an executor holds at one moment, as it says itself.
 *
 * @param pid its process
 * @param knowsOurs whether the connector is on its own class path, and not just given to its tasks
 * @param threads names of engines' threads
 * @param rings mapped parts of rings
 * @param descriptors what open descriptors lead to, but for sockets and pipes, which are Spark's
 * @param slabBytes slabs that are held or kept for use again
 * @param vectorBytes Arrow memory
 * @param directBytes memory of direct buffers
 */
record ExecutorState(
    long pid,
    boolean knowsOurs,
    List<String> threads,
    long rings,
    List<String> descriptors,
    long slabBytes,
    long vectorBytes,
    long directBytes)
    implements Serializable {

  /** Asks all executors, by tasks of which each gets some. */
  static Map<Long, ExecutorState> all(final JavaSparkContext context) {
    final List<Integer> tasks = IntStream.range(0, 12).boxed().toList();
    final Map<Long, ExecutorState> states = new TreeMap<>();
    for (final ExecutorState state :
        context.parallelize(tasks, tasks.size()).map(task -> here()).collect()) {
      states.put(state.pid, state);
    }
    return states;
  }

  /** Whether nothing of an engine is left. */
  boolean isIdle() {
    return threads.isEmpty() && rings == 0 && slabBytes == 0;
  }

  private static ExecutorState here() throws IOException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(20);
    System.gc();
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      return new ExecutorState(
          ProcessHandle.current().pid(),
          systemKnowsOurs(),
          Leaks.engineThreads(),
          maps.filter(line -> line.contains("[io_uring]")).count(),
          Leaks.descriptors().stream()
              .filter(target -> !target.matches("|(socket|pipe):.*|/proc/.*"))
              .sorted()
              .toList(),
          SlabPool.jvm().heldBytes() + SlabPool.jvm().keptBytes(),
          OpenVectors.bytes(),
          ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
              .filter(pool -> pool.getName().equals("direct"))
              .mapToLong(BufferPoolMXBean::getMemoryUsed)
              .sum());
    } catch (final UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Whether this JVM's own class path has the connector. */
  static boolean systemKnowsOurs() {
    try {
      ClassLoader.getSystemClassLoader().loadClass(SlabPool.class.getName());
      return true;
    } catch (final ClassNotFoundException e) {
      return false;
    }
  }
}
