package io.uring.connector.flink.reader;

import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadException;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.memory.NoRoomException;
import io.uring.connector.flink.FileRow;
import io.uring.connector.flink.split.FileSplit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.jspecify.annotations.Nullable;

/**
 * Reads splits one after another; the engine reads ahead in those behind the first as well. For the
 * fetcher's thread, but for {@link #wakeUp}.
 */
final class FileSplitReader implements SplitReader<FileRow, FileSplit> {
  private final ReaderLease lease;
  private final WakeUp wakeUp = new WakeUp();

  /** In the order in which they came. */
  private final Map<String, BatchSource> open = new LinkedHashMap<>();

  private final Set<String> paused = new HashSet<>();

  FileSplitReader(final ReaderLease lease) {
    this.lease = lease;
  }

  @Override
  public RecordsWithSplitIds<FileRow> fetch() throws IOException {
    if (!wakeUp.begin()) {
      return FetchedRows.nothing(lease);
    }
    boolean isAwake = false;
    @Nullable FetchedRows fetched = null;
    @Nullable InterruptedIOException interrupted = null;
    try {
      fetched = next();
    } catch (final InterruptedIOException e) {
      interrupted = e;
    } finally {
      isAwake = wakeUp.end();
    }
    if (fetched == null) {
      if (interrupted != null && !isAwake) {
        throw interrupted;
      }
      return FetchedRows.nothing(lease);
    }
    return fetched;
  }

  @Override
  public void handleSplitsChanges(final SplitsChange<FileSplit> change) {
    if (!(change instanceof SplitsAddition)) {
      throw new UnsupportedOperationException("splits are only ever added: " + change);
    }
    for (final FileSplit split : change.splits()) {
      final RequestList requests = split.requests();
      open.put(split.splitId(), lease.open(requests));
    }
  }

  @Override
  public void pauseOrResumeSplits(
      final Collection<FileSplit> toPause, final Collection<FileSplit> toResume) {
    toPause.forEach(split -> paused.add(split.splitId()));
    toResume.forEach(split -> paused.remove(split.splitId()));
  }

  @Override
  public void wakeUp() {
    wakeUp.call();
  }

  @Override
  public void close() {
    open.values().forEach(BatchSource::close);
    open.clear();
  }

  private @Nullable FetchedRows next() throws IOException {
    for (final Map.Entry<String, BatchSource> split : open.entrySet()) {
      if (!paused.contains(split.getKey())) {
        final FileBatch batch = lease.isDone() ? null : next(split.getValue());
        if (batch != null) {
          return FetchedRows.of(lease, split.getKey(), lease.hand(batch));
        }
        split.getValue().close();
        open.remove(split.getKey());
        return FetchedRows.end(lease, split.getKey());
      }
    }
    return waitForCall();
  }

  private @Nullable FileBatch next(final BatchSource reader) throws IOException {
    while (true) {
      final long returned = LentBatches.ALL.returned();
      try {
        return reader.next();
      } catch (final ReadException e) {
        throw e.failure().errno() == Errno.ENOENT ? notMounted(e) : e;
      } catch (final NoRoomException e) {
        // All of it is in Flink's hands; the core cannot know that Flink gives it back.
        if (lease.isClosed() || !awaitReturned(returned)) {
          throw e;
        }
      }
    }
  }

  private static IOException notMounted(final ReadException gone) {
    return new IOException(
        gone.getMessage()
            + ": a file that was listed is not on this task manager. Was it removed, or is its"
            + " folder not mounted on every task manager? Where each host has files of its own,"
            + " build the source with perHost()",
        gone);
  }

  private static boolean awaitReturned(final long before) throws InterruptedIOException {
    try {
      return LentBatches.ALL.awaitReturned(before);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for memory");
    }
  }

  /** All splits are paused. */
  private static @Nullable FetchedRows waitForCall() throws InterruptedIOException {
    try {
      Thread.sleep(Long.MAX_VALUE);
      return null;
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while all splits are paused");
    }
  }
}
