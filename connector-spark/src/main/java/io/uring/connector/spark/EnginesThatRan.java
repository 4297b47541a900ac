package io.uring.connector.spark;

import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.scan.BatchReader;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.util.AccumulatorV2;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What really read for a scan, and why where that is not io_uring: tasks say it, the driver
 * collects it, because a metric of Spark can only be a number. Safe on any thread.
 */
final class EnginesThatRan extends AccumulatorV2<String, Set<String>> {
  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(EnginesThatRan.class);

  /** Reasons that the driver's log has. */
  private static final Set<String> TOLD = Collections.synchronizedSet(new HashSet<>());

  private final TreeSet<String> engines = new TreeSet<>();

  /** For a task: what its reader was. */
  void add(final BatchReader reader) {
    final String reason = reader.fallbackReason();
    add(reason == null ? reader.engine() : reader.engine() + " because " + reason);
    if (reader.counters().sum(Counter.BLOCKING) > 0) {
      add("nio because a ring may read their file system wrong");
    }
  }

  @Override
  public synchronized void add(final String engine) {
    engines.add(engine);
  }

  /** For the driver: takes what a task says. */
  @Override
  public void merge(final AccumulatorV2<String, Set<String>> task) {
    for (final String engine : task.value()) {
      add(engine);
      if (engine.contains(" because ") && TOLD.add(engine)) {
        LOG.warn("executors read files without io_uring: {}", engine);
      }
    }
  }

  @Override
  public synchronized Set<String> value() {
    return new TreeSet<>(engines);
  }

  @Override
  public synchronized boolean isZero() {
    return engines.isEmpty();
  }

  @Override
  public AccumulatorV2<String, Set<String>> copy() {
    final EnginesThatRan copy = new EnginesThatRan();
    copy.engines.addAll(value());
    return copy;
  }

  @Override
  public synchronized void reset() {
    engines.clear();
  }
}
