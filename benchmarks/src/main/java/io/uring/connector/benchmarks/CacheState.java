package io.uring.connector.benchmarks;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the kernel remembers of the files when a run starts. */
enum CacheState {
  /** All that fits: the runs before have read the same files. */
  CACHED {
    @Override
    void prepare() {}

    @Override
    boolean explains(final Run run) {
      return run.diskBytes() <= run.bytes() / 100;
    }
  },

  /** Nothing: neither content nor names. */
  COLD {
    @Override
    void prepare() throws IOException {
      final Path drop = Path.of("/proc/sys/vm/drop_caches");
      if (!Files.isWritable(drop)) {
        throw new AccessDeniedException(
            drop.toString(),
            null,
            "--cold must write to it, which takes root and, in a container, --privileged");
      }
      sync();
      Files.writeString(drop, "3");
    }

    @Override
    boolean explains(final Run run) {
      return run.diskBytes() >= run.bytes() - run.bytes() / 100;
    }
  };

  /** What tables and charts call it. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Brings the cache into this state. */
  abstract void prepare() throws IOException;

  /** Whether a run fetched as much from the disk as one that started in this state must. */
  abstract boolean explains(Run run);

  // Pages that were not written to the disk yet cannot be dropped.
  private static void sync() throws IOException {
    try {
      final int status = new ProcessBuilder("sync").inheritIO().start().waitFor();
      if (status != 0) {
        throw new IOException("sync failed: status=" + status);
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted during sync", e);
    }
  }
}
