package io.uring.connector.core.engine.uring;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.engine.BlockingCalls;
import io.uring.connector.core.engine.ReadEngine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Reads through io_uring: some rings, each with a thread of its own. Safe on any thread. */
public final class UringEngine implements ReadEngine {
  /**
   * How long to wait for a ring's turn before its thread is asked to read. That thread may be about
   * to let go: it has landed a batch, whose task was woken and has taken its processor.
   */
  private static final long PATIENCE = TimeUnit.MICROSECONDS.toNanos(200);

  private final RingThread[] rings;
  private final BlockingRows blocking;
  private final String name;

  private UringEngine(final RingThread[] rings, final BlockingRows blocking, final String name) {
    this.rings = rings;
    this.blocking = blocking;
    this.name = name;
  }

  /**
   * Starts rings, and trusts them only after a known file has been read back right.
   *
   * @param binding how the system calls are made
   * @param ringCount how many rings
   * @param queueDepth files or pieces in flight on one ring
   * @return an engine to be closed
   * @throws UringUnavailableException says why there is none here, and what to change
   */
  public static UringEngine open(
      final BindingChoice binding, final int ringCount, final int queueDepth)
      throws UringUnavailableException {
    return open(() -> Bindings.open(binding), ringCount, queueDepth);
  }

  /** The same with system calls from anywhere. */
  static UringEngine open(final Bindings.Source source, final int ringCount, final int queueDepth)
      throws UringUnavailableException {
    final RingThread[] rings = new RingThread[ringCount];
    final BlockingRows blocking = new BlockingRows(ringCount, () -> blockingCalls(source));
    boolean ready = false;
    try {
      String bindingName = "";
      for (int i = 0; i < ringCount; i++) {
        rings[i] = new RingThread("uring-ring-" + i, source, queueDepth, blocking);
        bindingName = await(rings[i].start());
      }
      final UringEngine engine = new UringEngine(rings, blocking, "uring/" + bindingName);
      Probe.check(engine);
      ready = true;
      return engine;
    } finally {
      if (!ready) {
        stop(rings);
        blocking.close();
      }
    }
  }

  /**
   * Makes the calls for the blocking reads of one thread.
   *
   * @param binding how system calls are made
   * @return those of that binding, or those of Java where it cannot be loaded
   */
  public static BlockingCalls blockingCalls(final BindingChoice binding) {
    return blockingCalls(() -> Bindings.open(binding));
  }

  private static BlockingCalls blockingCalls(final Bindings.Source source) {
    try {
      return new DescriptorCalls(source.open());
    } catch (final UringUnavailableException e) {
      // Whoever asks for blocking reads has been told why there is no ring, or wants none.
      return BlockingCalls.ofChannels();
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isWaiting() {
    for (final RingThread ring : rings) {
      if (ring.isWaiting()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean isServing() {
    for (final RingThread ring : rings) {
      if (!ring.isServing()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void submit(final BatchRead batch) {
    RingThread least = rings[0];
    for (final RingThread ring : rings) {
      if (!least.isServing() || (ring.isServing() && ring.load() < least.load())) {
        least = ring;
      }
    }
    least.submit(batch);
  }

  @Override
  public void read(final BatchRead batch) {
    if (!read(batch, 0) && !read(batch, PATIENCE)) {
      submit(batch);
    }
  }

  private boolean read(final BatchRead batch, final long patience) {
    // A task comes to the same ring again, if that is free.
    final int first = Math.floorMod(Thread.currentThread().hashCode(), rings.length);
    for (int i = 0; i < rings.length; i++) {
      if (rings[(first + i) % rings.length].read(batch, patience)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    stop(rings);
    blocking.close();
  }

  private static void stop(final RingThread[] rings) {
    for (final RingThread ring : rings) {
      if (ring != null) {
        ring.stop();
      }
    }
    for (final RingThread ring : rings) {
      if (ring != null) {
        ring.join();
      }
    }
  }

  private static String await(final CompletableFuture<String> started)
      throws UringUnavailableException {
    try {
      return started.join();
    } catch (final CompletionException e) {
      if (e.getCause() instanceof UringUnavailableException unavailable) {
        throw unavailable;
      }
      throw new UringUnavailableException("a ring could not be started: " + e.getCause());
    }
  }
}
