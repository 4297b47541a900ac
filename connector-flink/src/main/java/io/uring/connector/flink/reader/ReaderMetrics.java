package io.uring.connector.flink.reader;

import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.flink.FileRow;
import io.uring.connector.flink.split.FileSplitState;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;

/**
 * What a subtask tells Flink: its standard metrics, and a group {@code uring} with the engine's.
 * For the subtask's thread; gauges are read on others.
 */
final class ReaderMetrics {
  private static final Pattern LETTER_AFTER_BAR = Pattern.compile("_(.)");

  private final ReaderLease lease;
  private final org.apache.flink.metrics.Counter bytesIn;
  private final org.apache.flink.metrics.Counter recordsIn;
  private final org.apache.flink.metrics.Counter errors;
  private volatile long pendingFiles;
  private volatile long pendingBytes;
  private long toldErrors;

  ReaderMetrics(final ReaderLease lease, final SourceReaderMetricGroup metrics) {
    this.lease = lease;
    bytesIn = metrics.getIOMetricGroup().getNumBytesInCounter();
    recordsIn = metrics.getIOMetricGroup().getNumRecordsInCounter();
    errors = metrics.getNumRecordsInErrorsCounter();
    metrics.setPendingRecordsGauge(() -> pendingFiles);
    metrics.setPendingBytesGauge(() -> pendingBytes);
    final MetricGroup group = metrics.addGroup("uring");
    group.gauge("engine", (Gauge<String>) lease::engine);
    group.gauge("fallbackReason", (Gauge<String>) lease::fallbackReason);
    group.gauge("memoryBudget", (Gauge<Long>) lease::memoryBudget);
    for (final Counter counter : Counter.values()) {
      group.gauge(name(counter), (Gauge<Long>) () -> lease.sum(counter));
    }
  }

  /** Notes that a split has come. */
  void begin(final FileSplitState split) {
    pend(split.filesLeft(), split.bytesLeft());
  }

  /** Notes how far a split has been read since its state said otherwise. */
  void advance(final FileSplitState split, final long filesBefore, final long bytesBefore) {
    pend(split.filesLeft() - filesBefore, split.bytesLeft() - bytesBefore);
  }

  /** Notes that a split has ended, whatever of it was left out. */
  void end(final FileSplitState split) {
    pend(-split.filesLeft(), -split.bytesLeft());
    tellErrors();
  }

  /** Notes that a record has been made of the rows from the first to the one that is stood on. */
  void read(final FileRow row, final int first) {
    final int last = row.number();
    bytesIn.inc(first == last ? row.contentBytes() : row.batch().contentBytes());
    // Flink counts records, of which this one stands for several.
    recordsIn.inc(last - first);
    tellErrors();
  }

  private void tellErrors() {
    final long now = lease.rejected();
    errors.inc(now - toldErrors);
    toldErrors = now;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes
  private void pend(final long files, final long bytes) {
    pendingFiles += files;
    pendingBytes += bytes;
  }

  private static String name(final Counter counter) {
    return LETTER_AFTER_BAR
        .matcher(counter.name().toLowerCase(Locale.ROOT))
        .replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
  }
}
