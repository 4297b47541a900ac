package io.uring.connector.benchmarks;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connector's core on its own: listing is done, batches are taken and let go. As many tasks as
 * rings take one split after another, as on an executor.
 */
final class CoreSide implements Side {
  /** Requests for each task that are one split. */
  private static final int FEW = 64;

  /** No split is smaller than this part of the list. */
  private static final int LEAST = 200;

  private final String name;
  private final DataSet data;
  private final RequestList requests;
  private final ReadOptions options;
  private final int tasks;
  private final ExecutorService pool;

  /** Reads all files whole. */
  CoreSide(final String name, final DataSet data, final ReadOptions options) {
    this(name, data, RequestList.wholeFiles(data.files()), options);
  }

  CoreSide(
      final String name,
      final DataSet data,
      final RequestList requests,
      final ReadOptions options) {
    this.name = name;
    this.data = data;
    this.requests = requests;
    this.options = options;
    final int rings =
        options.threads() == 0 ? Runtime.getRuntime().availableProcessors() : options.threads();
    tasks = Math.min(rings, requests.size());
    pool = Executors.newFixedThreadPool(tasks);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String digest() throws IOException {
    final SetDigest digest = new SetDigest();
    try (BatchReader reader = FileScan.of(requests).options(options).open()) {
      while (true) {
        try (FileBatch batch = reader.next()) {
          if (batch == null) {
            return digest.text();
          }
          for (int row = 0; row < batch.rows(); row++) {
            digest.add(Ranges.name(data, requests, batch.request(row)), batch.content(row));
          }
        }
      }
    }
  }

  @Override
  public Run run() throws IOException {
    final List<Future<Part>> running = new ArrayList<>();
    final Stopwatch watch = Stopwatch.start();
    try {
      final AtomicInteger next = new AtomicInteger();
      for (int task = 0; task < tasks; task++) {
        running.add(pool.submit(() -> readSplits(next)));
      }
      Part sum = new Part("", 0, 0);
      for (final Future<Part> each : running) {
        sum = sum.plus(each.get());
      }
      return watch.stop(sum.engine, sum.files, sum.bytes);
    } catch (final ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading");
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }

  /** Reads one split after another, smaller ones towards the end, so that all end at once. */
  private Part readSplits(final AtomicInteger next) throws IOException {
    Part sum = new Part("", 0, 0);
    while (true) {
      final int from = next.getAndUpdate(begun -> begun + split(begun));
      if (from >= requests.size()) {
        return sum;
      }
      sum = sum.plus(read(requests.slice(from, from + split(from))));
    }
  }

  private int split(final int from) {
    final int left = requests.size() - from;
    if (requests.size() <= FEW * tasks) {
      // Large ones: each end of a split is a moment in which its ring has little to do.
      return Math.min(left, (requests.size() + tasks - 1) / tasks);
    }
    return Math.min(left, Math.max(left / (2 * tasks), 1 + requests.size() / LEAST));
  }

  private Part read(final RequestList part) throws IOException {
    long files = 0;
    long bytes = 0;
    try (BatchReader reader = FileScan.of(part).options(options).open()) {
      while (true) {
        try (FileBatch batch = reader.next()) {
          if (batch == null) {
            return new Part(reader.engine(), files, bytes);
          }
          files += batch.rows();
          bytes += batch.contentBytes();
        }
      }
    }
  }

  /** What a task has read, and by what. */
  private record Part(String engine, long files, long bytes) {
    Part plus(final Part more) {
      return new Part(
          more.engine.isEmpty() ? engine : more.engine, files + more.files, bytes + more.bytes);
    }
  }
}
