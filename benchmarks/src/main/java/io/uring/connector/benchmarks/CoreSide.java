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

/**
 * The connector's core on its own: listing is done, batches are taken and let go. As many tasks as
 * rings, each with its part of the list, as on an executor.
 */
final class CoreSide implements Side {
  private final String name;
  private final DataSet data;
  private final RequestList requests;
  private final ReadOptions options;

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
    final int tasks = Math.min(options.threads(), requests.size());
    final ExecutorService pool = Executors.newFixedThreadPool(tasks);
    final List<Future<Part>> running = new ArrayList<>();
    try {
      final Stopwatch watch = Stopwatch.start();
      for (int task = 0; task < tasks; task++) {
        final RequestList part = requests.slice(bound(task, tasks), bound(task + 1, tasks));
        running.add(pool.submit(() -> read(part)));
      }
      Part sum = new Part("", 0, 0);
      for (final Future<Part> each : running) {
        final Part part = each.get();
        sum = new Part(part.engine, sum.files + part.files, sum.bytes + part.bytes);
      }
      return watch.stop(sum.engine, sum.files, sum.bytes);
    } catch (final ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading");
    } finally {
      pool.shutdownNow();
    }
  }

  private int bound(final int task, final int tasks) {
    return (int) ((long) requests.size() * task / tasks);
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
  private record Part(String engine, long files, long bytes) {}
}
