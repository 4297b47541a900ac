package io.uring.connector.flink.reader;

import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Gives the batches of a split. For the fetcher's thread, but for {@link #close}. */
interface BatchSource {
  /** The next batch, which goes over to the caller, or null at the end. */
  @Nullable FileBatch next() throws IOException;

  /** Ends reading; on any thread. */
  void close();

  /** Batches with content. */
  record Read(BatchReader reader, ReaderLease lease) implements BatchSource {
    @Override
    public @Nullable FileBatch next() throws IOException {
      return reader.next();
    }

    @Override
    public void close() {
      lease.close(reader);
    }
  }

  /** Batches of what the listing knows: no file is opened. */
  final class Listed implements BatchSource {
    private static final int ROWS = 1 << 12;

    private final RequestList requests;
    private int next;

    Listed(final RequestList requests) {
      this.requests = requests;
    }

    @Override
    public @Nullable FileBatch next() {
      final int rows = Math.min(ROWS, requests.size() - next);
      if (rows == 0) {
        return null;
      }
      final FileBatch batch = FileBatch.withoutContent(requests, next, rows);
      next += rows;
      return batch;
    }

    /** Nothing is held. */
    @Override
    public void close() {}
  }
}
