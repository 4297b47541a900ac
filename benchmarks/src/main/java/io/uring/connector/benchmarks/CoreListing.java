package io.uring.connector.benchmarks;

import io.uring.connector.benchmarks.TaskSide.Done;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.list.FileLister;
import io.uring.connector.core.list.ListOptions;
import io.uring.connector.core.list.Listing;
import io.uring.connector.core.plan.Split;
import io.uring.connector.core.plan.SplitPlanner;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Finds the files below a folder through the core, as Spark's driver does with our format. */
final class CoreListing {
  private static final int SPLITS = 4;

  private final Path root;
  private final ReadOptions options = ReadOptions.builder().build();

  CoreListing(final Path root) {
    this.root = root;
  }

  /** What the driver holds while a query runs. */
  record Planned(Listing listing, List<Split> splits) {}

  Planned plan() throws IOException {
    final Listing listing =
        FileLister.list(List.of(root.toString()), ListOptions.builder().recursive().build());
    return new Planned(
        listing, SplitPlanner.plan(listing.requests(), options.splitBytes(), SPLITS));
  }

  Done list() throws IOException {
    final FileTable files = plan().listing().files();
    return new Done(files.size(), files.totalLength());
  }

  /** From nothing to the first batch that a consumer could take. */
  Done firstBatch() throws IOException {
    try (BatchReader reader =
            FileScan.of(plan().splits().get(0).requests()).options(options).open();
        FileBatch batch = reader.next()) {
      if (batch == null) {
        throw new IllegalStateException("there is no batch to read below " + root);
      }
      return new Done(batch.rows(), batch.contentBytes());
    }
  }

  String digest() throws IOException {
    final FileTable files = plan().listing().files();
    final ListDigest digest = new ListDigest();
    for (int file = 0; file < files.size(); file++) {
      digest.add(
          files.path(file),
          files.length(file),
          Math.floorDiv(files.modifiedNanos(file), 1_000_000L));
    }
    return digest.text();
  }

  /** The heap that listing and splits take as long as a query runs. */
  long heapBytes() throws IOException {
    final AtomicReference<@Nullable Planned> held = new AtomicReference<>(plan());
    final long with = usedHeap();
    held.set(null);
    return with - usedHeap();
  }

  private static long usedHeap() {
    final Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 4; i++) {
      runtime.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
