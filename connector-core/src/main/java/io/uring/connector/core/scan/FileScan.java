package io.uring.connector.core.scan;

import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What to read, and how: opened as often as wanted, each time for a walk of its own. Immutable.
 *
 * <pre>{@code
 * FileScan.of(paths).forEach((path, content) -> index(path, content));
 * }</pre>
 */
public final class FileScan {
  private final RequestList requests;
  private final ReadOptions options;
  private final Consumer<ReadFailure> onRejected;

  private FileScan(
      final RequestList requests,
      final ReadOptions options,
      final Consumer<ReadFailure> onRejected) {
    this.requests = requests;
    this.options = options;
    this.onRejected = onRejected;
  }

  /** Takes files one by one. */
  @FunctionalInterface
  public interface FileConsumer {
    /**
     * Takes a file.
     *
     * @param path its absolute path
     * @param content its bytes in off-heap memory, read-only; gone when this method returns
     * @throws IOException if the walk is to end with it
     */
    void accept(String path, ByteBuffer content) throws IOException;
  }

  /**
   * Reads requests, in their order.
   *
   * @param requests what to read
   * @return a scan with the options' defaults
   */
  public static FileScan of(final RequestList requests) {
    return new FileScan(requests, ReadOptions.builder().build(), failure -> {});
  }

  /**
   * Reads files whole, in their order.
   *
   * @param paths the files, looked at now for their sizes
   * @return a scan with the options' defaults
   * @throws ReadException if a path is not there or is no file
   */
  public static FileScan of(final Iterable<Path> paths) throws IOException {
    return of(RequestList.wholeFiles(FoundFiles.of(paths)));
  }

  /**
   * The same scan, read in another way.
   *
   * @param changed how to read
   * @return a new scan
   */
  public FileScan options(final ReadOptions changed) {
    return new FileScan(requests, changed, onRejected);
  }

  /**
   * The same scan, with somebody who is told of every request that has no bytes and, by policy,
   * does not fail the scan: it is left out, or its row has no content.
   *
   * @param listener called on the consumer's thread
   * @return a new scan
   */
  public FileScan onRejected(final Consumer<ReadFailure> listener) {
    return new FileScan(requests, options, listener);
  }

  /**
   * Begins to read.
   *
   * @return a reader to be closed
   * @throws IllegalStateException if io_uring was demanded and cannot be had; says why
   */
  public BatchReader open() {
    final RequestList cut = requests.heads(options.headBytes()).chunks(options.chunkSize());
    return new BatchReader(cut, options, onRejected);
  }

  /**
   * Walks all files one by one, in order.
   *
   * @param consumer takes each file
   * @throws ReadException if a request failed and the options do not say to leave it out
   * @throws IOException what the consumer throws
   */
  public void forEach(final FileConsumer consumer) throws IOException {
    try (BatchReader reader = open()) {
      for (@Nullable FileBatch batch = reader.next(); batch != null; batch = reader.next()) {
        try (FileBatch open = batch) {
          for (int row = 0; row < open.rows(); row++) {
            consumer.accept(open.path(row), open.content(row));
          }
        }
      }
    }
  }
}
