package io.uring.connector.it;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.DirectIo;
import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.engine.BatchRead;
import io.uring.connector.core.engine.PreadEngine;
import io.uring.connector.core.engine.ReadEngine;
import io.uring.connector.core.engine.uring.UringEngine;
import io.uring.connector.core.memory.Slab;
import io.uring.connector.core.memory.SlabLease;
import io.uring.connector.core.memory.SlabPool;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What {@link HungReadTest} runs in a JVM of its own, because some memory of it is lost for ever:
 * an engine ends while the kernel still holds a read, and the read ends afterwards.
 */
final class HungReadProbe {
  private static final int LENGTH = 2 << 20;
  private static final byte UNTOUCHED = 0x11;
  private static final byte CANARY = 0x5A;

  private HungReadProbe() {}

  /**
   * Ends an engine.
   *
   * @param arguments a folder to work in, the {@link EngineChoice}, the {@link HungFile.Place} and
   *     the {@link DirectIo}
   */
  public static void main(final String[] arguments) throws Exception {
    final EngineChoice choice = EngineChoice.valueOf(arguments[1]);
    final ReadOptions options =
        ReadOptions.builder().engine(choice).directIo(DirectIo.valueOf(arguments[3])).build();
    try (HungFile file =
        HungFile.in(Path.of(arguments[0]), HungFile.Place.valueOf(arguments[2]), LENGTH)) {
      final ReadEngine engine =
          choice == EngineChoice.NIO
              ? new PreadEngine(2, () -> UringEngine.blockingCalls(BindingChoice.AUTO))
              : UringEngine.open(BindingChoice.AUTO, 1, 8);
      final SlabLease lease = SlabPool.jvm().lease(0);
      // More than the file's length: direct reads need room for whole blocks.
      final Slab slab = lease.acquire(LENGTH + 3 * Slab.PAGE);
      fill(slab, UNTOUCHED);
      final ReadCounters counters = ReadCounters.create();
      final BatchRead batch = new BatchRead(request(file.path()), 0, 1, slab, counters, options);
      batch.onLanded(slab::release);
      engine.submit(batch);
      while (!file.isHung()) {
        Thread.sleep(10);
      }
      final long start = System.nanoTime();
      engine.close();
      say("closedAfterSeconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
      batch.await();
      say("failure", batch.failure(0) == null ? null : batch.failure(0).message());
      say("hung", file.isHung());
      say("capacity", slab.capacity());
      say("quarantined", counters.sum(Counter.QUARANTINED_BYTES));
      say("quarantinedOfJvm", ReadCounters.jvm().sum(Counter.QUARANTINED_BYTES));
      say("heldByReaders", lease.heldBytes());
      say("heldByJvm", SlabPool.jvm().heldBytes());

      final List<Slab> others = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        final Slab other = lease.acquire(LENGTH + 3 * Slab.PAGE);
        fill(other, CANARY);
        others.add(other);
      }
      say("handedOutAgain", others.contains(slab));
      say("untouched", holds(slab.buffer(), UNTOUCHED));
      file.release();
      // What the kernel writes late, it writes soon.
      Thread.sleep(3000);
      say("writtenLate", !holds(slab.buffer(), UNTOUCHED));
      say("canaries", others.stream().allMatch(other -> holds(other.buffer(), CANARY)));
      others.forEach(Slab::release);
      lease.close();
      SlabPool.jvm().trim();
      say("heldAtTheEnd", SlabPool.jvm().heldBytes());
    }
  }

  private static RequestList request(final Path file) throws Exception {
    final FileTable.Builder builder = FileTable.builder();
    builder.addPath(
        RawPath.bytes(file),
        Files.size(file),
        Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS),
        false);
    return RequestList.wholeFiles(builder.build());
  }

  private static void fill(final Slab slab, final byte value) {
    for (int i = 0; i < slab.capacity(); i++) {
      slab.buffer().put(i, value);
    }
  }

  private static boolean holds(final ByteBuffer buffer, final byte value) {
    for (int i = 0; i < buffer.capacity(); i++) {
      if (buffer.get(i) != value) {
        return false;
      }
    }
    return true;
  }

  private static void say(final String name, final Object value) {
    System.out.println(name + "=" + value);
  }
}
