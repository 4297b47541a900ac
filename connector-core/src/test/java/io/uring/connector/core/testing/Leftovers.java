package io.uring.connector.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.memory.Slab;
import io.uring.connector.core.memory.SlabPool;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** What reading must not leave behind in this JVM. */
public final class Leftovers {
  private Leftovers() {}

  /** Waits until the engines have ended, some seconds after their last reader. */
  public static void awaitNoEngine() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> {
              assertThat(threads()).isEmpty();
              assertThat(rings()).isZero();
              assertThat(SlabPool.jvm().heldBytes()).isZero();
              assertThat(SlabPool.jvm().keptBytes()).isZero();
            });
  }

  /** The names of engines' threads. */
  public static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("uring-"))
        .toList();
  }

  /** Waits until no thread of ours or of the test is left; the JVM's own come when it likes. */
  public static void awaitNoThreadBut(Set<Thread> before) {
    ThreadGroup own = Thread.currentThread().getThreadGroup();
    Awaitility.await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> own.equals(thread.getThreadGroup()))
                    .isSubsetOf(before));
  }

  /** Mapped parts of rings. */
  public static long rings() throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      return maps.filter(line -> line.contains("io_uring")).count();
    }
  }

  /** What open descriptors lead to, but for the one that lists them. */
  public static List<String> descriptors() throws IOException {
    List<String> targets = new ArrayList<>();
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : (Iterable<Path>) open::iterator) {
        try {
          String target = Files.readSymbolicLink(each).toString();
          if (!target.startsWith("/proc/")) {
            targets.add(target);
          }
        } catch (IOException e) {
          // Closed meanwhile.
        }
      }
    }
    return targets;
  }

  /** Waits until direct buffers have so many bytes, or a few more that the JDK keeps for itself. */
  public static void awaitDirectBytes(long expected) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(directBytes()).isLessThan(expected + Slab.PAGE));
  }

  /** Bytes of direct buffers, after those that nobody can reach any more have gone. */
  public static long directBytes() {
    System.gc();
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
