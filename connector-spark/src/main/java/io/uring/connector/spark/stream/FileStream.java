package io.uring.connector.spark.stream;

import io.uring.connector.core.list.Listing;
import io.uring.connector.core.watch.Arrivals;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder as a stream: every file that is there, and every one that comes, is in exactly one
 * batch, once it is complete. Lives on the driver; for the stream's thread.
 */
public final class FileStream
    implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(FileStream.class);

  /** The most that a trigger waits for files to be complete. */
  private static final long PATIENCE_MILLIS = 2000;

  private static final long STEP_MILLIS = 100;

  private final StreamedFiles files;
  private final StreamOptions options;
  private final StreamLog log;
  private final InstantSource clock;
  private final long patienceMillis;
  private final Arrivals arrivals;
  private @Nullable FoundFiles found;
  private boolean untilNow;

  /** Links that lead nowhere, and paths that are missing, in the last listing. */
  private int skipped;

  /** The batch that was chosen last, and its number. */
  private @Nullable StreamBatch chosen;

  private long chosenNumber = -1;

  /**
   * Opens a stream. Nothing is listed or written yet.
   *
   * @param files what to read
   * @param options how to choose
   * @param checkpointLocation a folder of the query's checkpoint that is this stream's own
   * @param conf finds the file system of the checkpoint
   * @throws UncheckedIOException if there is no such file system
   */
  public FileStream(
      final StreamedFiles files,
      final StreamOptions options,
      final String checkpointLocation,
      final Configuration conf) {
    this(files, options, log(checkpointLocation, conf), InstantSource.system(), PATIENCE_MILLIS);
  }

  FileStream(
      final StreamedFiles files,
      final StreamOptions options,
      final StreamLog log,
      final InstantSource clock,
      final long patienceMillis) {
    this.files = files;
    this.options = options;
    this.log = log;
    this.clock = clock;
    this.patienceMillis = patienceMillis;
    arrivals = new Arrivals(options.minFileAgeMillis(), options.forgetAfterMillis());
  }

  private static StreamLog log(final String checkpointLocation, final Configuration conf) {
    try {
      return new StreamLog(new LogFolder(new Path(checkpointLocation, "files"), conf));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Offset initialOffset() {
    return new FileOffset(0);
  }

  @Override
  public Offset deserializeOffset(final String json) {
    return FileOffset.parse(json);
  }

  @Override
  public ReadLimit getDefaultReadLimit() {
    return options.readLimit();
  }

  /** Spark asks for limits, so it never asks this. */
  @Override
  public Offset latestOffset() {
    throw new UnsupportedOperationException("latestOffset(Offset, ReadLimit) takes its place");
  }

  @Override
  public void prepareForTriggerAvailableNow() {
    untilNow = true;
  }

  /**
   * Chooses the next batch, and has written it before this returns.
   *
   * @param start the last batch that was given out
   * @param limit how much the next one may hold
   * @return the next batch; {@code start} where there are no files for one, or null where there has
   *     never been one
   * @throws UncheckedIOException if the checkpoint cannot be read or written, or the files cannot
   *     be listed; also where Spark has interrupted the thread
   */
  @Override
  public @Nullable Offset latestOffset(final Offset start, final ReadLimit limit) {
    try {
      if (log.goTo(FileOffset.batch(start))) {
        found = null;
      }
      final StreamBatch batch = choose(StreamLimit.of(limit));
      if (batch.files().size() == 0) {
        return log.last() == 0 ? null : start;
      }
      log.compact();
      log.append(batch);
      chosen = batch;
      chosenNumber = log.last();
      return new FileOffset(chosenNumber);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InputPartition[] planInputPartitions(final Offset start, final Offset end) {
    final List<InputPartition> partitions = new ArrayList<>();
    for (long number = FileOffset.batch(start) + 1; number <= FileOffset.batch(end); number++) {
      Collections.addAll(partitions, files.plan(batch(number)));
    }
    return partitions.toArray(new InputPartition[0]);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return files.readers();
  }

  /** Nothing to do: the log is cut when it is compacted. */
  @Override
  public void commit(final Offset end) {}

  @Override
  public void stop() {}

  @Override
  public Map<String, String> metrics(final Optional<Offset> latestConsumedOffset) {
    final Map<String, String> metrics = new TreeMap<>();
    metrics.put("numFilesOutstanding", Integer.toString(found == null ? 0 : found.left()));
    metrics.put("numBytesOutstanding", Long.toString(found == null ? 0 : found.bytesLeft()));
    metrics.put("numFilesIncomplete", Integer.toString(arrivals.incomplete()));
    metrics.put("numFilesRemembered", Integer.toString(log.seen().size()));
    metrics.put("numPathsSkipped", Integer.toString(skipped));
    return metrics;
  }

  private StreamBatch choose(final StreamLimit limit) throws IOException {
    final FoundFiles before = found;
    if (before != null && (before.left() > 0 || untilNow)) {
      final StreamBatch batch = before.takeLater(limit, nowNanos());
      if (batch.files().size() > 0 || untilNow) {
        return batch;
      }
    }
    final FoundFiles now = find();
    final StreamBatch batch = now.take(limit);
    // With the last file, the listing's memory can go.
    found = now.left() > 0 || untilNow ? now : null;
    return batch;
  }

  /**
   * Lists, and waits a while for files that are not complete: where there are no others, and where
   * there will be no later trigger for them.
   */
  private FoundFiles find() throws IOException {
    final long start = System.nanoTime();
    final long most = Math.min(options.minFileAgeMillis() + STEP_MILLIS, patienceMillis);
    while (true) {
      // Of before the listing, which may take longer than all of the patience.
      final long waited = (System.nanoTime() - start) / 1_000_000;
      final long now = nowNanos();
      final Listing listing = files.list();
      skipped = listing.skipped().size();
      final FoundFiles listed = FoundFiles.in(listing, log.seen(), arrivals, now);
      if (arrivals.incomplete() == 0 || waited >= most || (listed.left() > 0 && !untilNow)) {
        if (untilNow && arrivals.incomplete() > 0) {
          LOG.warn("{} files are not complete and left to the next run", arrivals.incomplete());
        }
        return listed;
      }
      sleep();
    }
  }

  private StreamBatch batch(final long number) {
    final StreamBatch known = chosen;
    if (known != null && number == chosenNumber) {
      return known;
    }
    try {
      // Read again after a failure, perhaps that of a file that has changed since.
      return log.read(number).lookAgain();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long nowNanos() {
    return clock.millis() * 1_000_000L;
  }

  private static void sleep() throws InterruptedIOException {
    try {
      Thread.sleep(STEP_MILLIS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for files to be complete");
    }
  }
}
