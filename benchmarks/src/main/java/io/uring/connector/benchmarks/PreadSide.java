package io.uring.connector.benchmarks;

import io.uring.connector.core.FileTable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a careful Java program does without us: threads that stay, each with one direct buffer that
 * it reads file after file into. Lengths are known; nothing is checked and no file is kept.
 */
final class PreadSide implements Side {
  private final DataSet data;
  private final Path[] paths;
  private final ByteBuffer[] buffers;
  private final ExecutorService threads;

  PreadSide(final DataSet data, final int threadCount) {
    this.data = data;
    final FileTable files = data.files();
    paths = new Path[files.size()];
    long largest = 0;
    for (int file = 0; file < paths.length; file++) {
      paths[file] = Path.of(files.path(file));
      largest = Math.max(largest, files.length(file));
    }
    buffers = new ByteBuffer[threadCount];
    for (int thread = 0; thread < threadCount; thread++) {
      buffers[thread] = ByteBuffer.allocateDirect(Math.toIntExact(largest));
    }
    threads = Executors.newFixedThreadPool(threadCount);
  }

  /** The position moves to the limit. */
  static void fill(final ByteBuffer content, final FileChannel channel, final long offset)
      throws IOException {
    final int start = content.position();
    while (content.hasRemaining()) {
      if (channel.read(content, offset + content.position() - start) < 0) {
        throw new EOFException("a file shrank while it was measured");
      }
    }
  }

  @Override
  public String name() {
    return "pread " + buffers.length;
  }

  @Override
  public String digest() throws IOException {
    final SetDigest all = new SetDigest();
    readAll(all);
    return all.text();
  }

  @Override
  public Run run() throws IOException {
    final Stopwatch watch = Stopwatch.start();
    readAll(null);
    return watch.stop("java/pread", paths.length, data.files().totalLength());
  }

  @Override
  public void close() {
    threads.shutdown();
  }

  private void readAll(final @Nullable SetDigest digest) throws IOException {
    final AtomicInteger next = new AtomicInteger();
    final List<Future<?>> running = new ArrayList<>();
    for (final ByteBuffer buffer : buffers) {
      running.add(
          threads.submit(
              () -> {
                readSome(next, buffer, digest);
                return null;
              }));
    }
    for (final Future<?> each : running) {
      try {
        each.get();
      } catch (final ExecutionException e) {
        throw new IOException("a reader failed", e);
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while readers run", e);
      }
    }
  }

  private void readSome(
      final AtomicInteger next, final ByteBuffer buffer, final @Nullable SetDigest digest)
      throws IOException {
    final FileTable files = data.files();
    final SetDigest own = new SetDigest();
    for (int file = next.getAndIncrement(); file < paths.length; file = next.getAndIncrement()) {
      buffer.clear().limit((int) files.length(file));
      try (FileChannel channel = FileChannel.open(paths[file], StandardOpenOption.READ)) {
        fill(buffer, channel, 0);
      }
      if (digest != null) {
        own.add(data.relative(files.path(file)), buffer.flip());
      }
    }
    if (digest != null) {
      synchronized (digest) {
        digest.add(own);
      }
    }
  }
}
