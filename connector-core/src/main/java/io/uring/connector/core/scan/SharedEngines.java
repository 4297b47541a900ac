package io.uring.connector.core.scan;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.engine.PreadEngine;
import io.uring.connector.core.engine.ReadEngine;
import io.uring.connector.core.engine.uring.UringEngine;
import io.uring.connector.core.engine.uring.UringUnavailableException;
import io.uring.connector.core.memory.SlabPool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines of this JVM: started on first use, shared by all readers that ask for the same, ended
 * when nobody has used them for a while. Safe on any thread.
 */
final class SharedEngines {
  private static final Logger LOG = LoggerFactory.getLogger(SharedEngines.class);

  private static final long IDLE_BEFORE_END = TimeUnit.SECONDS.toNanos(10);

  /** A task that begins so soon after another one has ended takes its place. */
  private static final long BETWEEN_TASKS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Of machines with more cores than that, some cores go without. */
  private static final int MOST_RINGS = 256;

  /** Blocking readers for each ring that they stand in for: what a cold disk needs to be busy. */
  private static final int READERS_PER_RING = 16;

  private static final Object LOCK = new Object();

  private static final Map<Key, Shared> ENGINES = new HashMap<>();

  /** Bindings that never have a ring in this JVM. */
  private static final Map<BindingChoice, UringUnavailableException> UNAVAILABLE = new HashMap<>();

  /** Reasons to fall back that the log has. */
  private static final Set<String> TOLD = new HashSet<>();

  private record Key(boolean ring, BindingChoice binding, int threads, int queueDepth) {}

  private SharedEngines() {}

  /**
   * Takes a share of the engine that the options ask for.
   *
   * @throws IllegalStateException where io_uring was demanded and cannot be had
   */
  static EngineShare acquire(final ReadOptions options) {
    final EngineChoice choice = EngineSwitch.apply(options.engine());
    final int threads = options.threads() == 0 ? cores() : options.threads();
    final int depth = options.queueDepth();
    synchronized (LOCK) {
      @Nullable String reason = null;
      if (choice != EngineChoice.NIO) {
        try {
          return share(new Key(true, options.binding(), threads, depth), null);
        } catch (final UringUnavailableException e) {
          reason = reason(options.binding(), e, choice);
        }
      }
      try {
        return share(new Key(false, options.binding(), threads, depth), reason);
      } catch (final UringUnavailableException e) {
        throw new AssertionError("blocking reads are always there", e);
      }
    }
  }

  private static int cores() {
    return Math.min(MOST_RINGS, Runtime.getRuntime().availableProcessors());
  }

  /** Throws where the ring was demanded; otherwise the reason to fall back, told once. */
  private static String reason(
      final BindingChoice binding, final UringUnavailableException why, final EngineChoice choice) {
    final String reason = String.valueOf(why.getMessage());
    if (!why.isPassing()) {
      UNAVAILABLE.put(binding, why);
    }
    if (choice == EngineChoice.URING) {
      throw new IllegalStateException(
          "option engine=uring cannot be had: "
              + reason
              + "; or set engine=auto to fall back to blocking reads",
          why);
    }
    if (TOLD.add(reason)) {
      LOG.warn("io_uring is not used, blocking reads serve instead: {}", reason);
    }
    return reason;
  }

  private static EngineShare share(final Key key, final @Nullable String fallbackReason)
      throws UringUnavailableException {
    Shared shared = ENGINES.get(key);
    if (shared == null || !shared.engine.isServing()) {
      // One that has failed ends when its last user is gone.
      shared = new Shared(key, open(key));
      ENGINES.put(key, shared);
      LOG.info(
          "engine {} started: threads={}, queueDepth={}",
          shared.engine.name(),
          key.threads,
          key.queueDepth);
    }
    shared.users++;
    return new EngineShare(shared, fallbackReason);
  }

  private static ReadEngine open(final Key key) throws UringUnavailableException {
    if (!key.ring) {
      return new PreadEngine(
          Math.max(key.threads, Math.min(key.queueDepth, READERS_PER_RING * key.threads)),
          () -> UringEngine.blockingCalls(key.binding));
    }
    final UringUnavailableException known = UNAVAILABLE.get(key.binding);
    if (known != null) {
      throw known;
    }
    return UringEngine.open(key.binding, key.threads, key.queueDepth);
  }

  /** Ends the engines that nobody uses now, and waits for that. */
  static void endIdle() throws InterruptedException {
    final List<Thread> watches = new ArrayList<>();
    synchronized (LOCK) {
      for (final Shared shared : ENGINES.values()) {
        if (shared.users == 0 && shared.watch != null) {
          shared.latestEnd = System.nanoTime() - IDLE_BEFORE_END;
          watches.add(shared.watch);
        }
      }
    }
    watches.forEach(LockSupport::unpark);
    for (final Thread watch : watches) {
      watch.join();
    }
  }

  /** Waits until nobody has used an engine for a while, and ends it. */
  private static void endWhenIdle(final Shared shared) {
    long left = IDLE_BEFORE_END;
    boolean last = false;
    while (left > 0) {
      LockSupport.parkNanos(shared, left);
      synchronized (LOCK) {
        if (shared.users > 0) {
          shared.watch = null;
          return;
        }
        left = shared.latestEnd + IDLE_BEFORE_END - System.nanoTime();
        if (left <= 0) {
          ENGINES.remove(shared.key, shared);
          last = ENGINES.isEmpty();
        }
      }
    }
    shared.engine.close();
    if (last) {
      SlabPool.jvm().trim();
    }
  }

  private static final class Shared {
    private final Key key;
    private final ReadEngine engine;
    private int users;
    private long latestEnd = System.nanoTime() - BETWEEN_TASKS;

    /** Ends the engine when it has been idle for a while; null while someone uses it. */
    private @Nullable Thread watch;

    private Shared(final Key key, final ReadEngine engine) {
      this.key = key;
      this.engine = engine;
    }
  }

  /** One reader's share of an engine. */
  static final class EngineShare {
    private final Shared shared;
    private final @Nullable String fallbackReason;

    private EngineShare(final Shared shared, final @Nullable String fallbackReason) {
      this.shared = shared;
      this.fallbackReason = fallbackReason;
    }

    ReadEngine engine() {
      return shared.engine;
    }

    /**
     * Why this is not the ring though the ring would have been taken; null where nothing fell back.
     */
    @Nullable String fallbackReason() {
      return fallbackReason;
    }

    /**
     * Rings for each of those who read now, at least one. Who has just ended still counts: most
     * likely the next task takes that place.
     */
    int ringsPerUser() {
      synchronized (LOCK) {
        final boolean isFollowed = System.nanoTime() - shared.latestEnd < BETWEEN_TASKS;
        return Math.max(1, shared.key.threads / (shared.users + (isFollowed ? 1 : 0)));
      }
    }

    /** To be called once. */
    void release() {
      synchronized (LOCK) {
        shared.latestEnd = System.nanoTime();
        if (--shared.users > 0 || shared.watch != null) {
          return;
        }
        final Thread watch = new Thread(() -> endWhenIdle(shared), "uring-idle");
        watch.setDaemon(true);
        // It outlives its starter, whose class loader it must not keep.
        watch.setContextClassLoader(SharedEngines.class.getClassLoader());
        shared.watch = watch;
        watch.start();
      }
    }
  }
}
