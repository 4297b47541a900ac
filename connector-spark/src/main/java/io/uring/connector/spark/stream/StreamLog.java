package io.uring.connector.spark.stream;

import io.uring.connector.core.watch.SeenFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The batches of a stream and the files that they hold, below the query's checkpoint. Batches are
 * numbered from 1; file {@code 7.batch} is a batch, {@code 7.seen} is all that is remembered after
 * it. For one thread.
 */
final class StreamLog {
  private static final String BATCH = ".batch";
  private static final String SEEN = ".seen";

  /** So many batches can be had again at least, as Spark keeps of its own logs. */
  private static final int LEAST_BATCHES = 100;

  /** So many files are the most that a restart reads. */
  private static final int MOST_BATCHES = 1000;

  private final LogFolder folder;
  private final int leastBatches;
  private final int mostBatches;
  private SeenFiles seen = new SeenFiles();

  /** The last batch that is in {@link #seen}; -1 before anything has been read. */
  private long last = -1;

  /** The batch after which the state was last written, and its size; 0 for none. */
  private long written;

  private long writtenBytes;
  private long batchBytes;

  StreamLog(final LogFolder folder) {
    this(folder, LEAST_BATCHES, MOST_BATCHES);
  }

  /**
   * A log in a folder.
   *
   * @param leastBatches how many batches there are between two states at least
   * @param mostBatches how many at most
   */
  StreamLog(final LogFolder folder, final int leastBatches, final int mostBatches) {
    this.folder = folder;
    this.leastBatches = leastBatches;
    this.mostBatches = mostBatches;
  }

  /** The last batch. */
  long last() {
    return last;
  }

  /** All files of the batches up to the last. */
  SeenFiles seen() {
    return seen;
  }

  /**
   * Goes to where a batch was the last; batches after it have never been given out, and are
   * dropped.
   *
   * @return whether this has changed anything
   * @throws IOException if a batch or the state before it cannot be read
   */
  boolean goTo(final long batch) throws IOException {
    if (batch == last) {
      return false;
    }
    last = -1;
    final NavigableSet<Long> states = numbers(SEEN, batch);
    numbers(BATCH, batch);
    written = states.isEmpty() ? 0 : states.last();
    writtenBytes = 0;
    batchBytes = 0;
    seen = written == 0 ? new SeenFiles() : folder.read(written + SEEN, SeenFiles::read);
    for (long each = written + 1; each <= batch; each++) {
      seen.add(read(each).files());
    }
    last = batch;
    return true;
  }

  /** Adds the batch after the last, none of whose files has been seen. */
  void append(final StreamBatch batch) throws IOException {
    final long number = last + 1;
    // Where this fails midway, the state is read anew.
    last = -1;
    batchBytes += folder.write(number + BATCH, batch::write);
    seen.add(batch.files());
    last = number;
  }

  /**
   * The files of a batch.
   *
   * @throws IOException if it is not there or damaged
   */
  StreamBatch read(final long batch) throws IOException {
    try {
      return folder.read(batch + BATCH, StreamBatch::read);
    } catch (final FileNotFoundException e) {
      final IOException lost =
          new IOException(
              "batch "
                  + batch
                  + " is not in the checkpoint any more: folder="
                  + folder
                  + "; restore it, or start the query with a new checkpointLocation");
      lost.initCause(e);
      throw lost;
    }
  }

  /**
   * Writes the state as a whole where enough has come since the last time, and deletes what is
   * older than that one.
   */
  void compact() throws IOException {
    final long batches = last - written;
    if (batches < leastBatches || (batches < mostBatches && batchBytes < writtenBytes / 4)) {
      return;
    }
    final long before = written;
    writtenBytes = folder.write(last + SEEN, seen::write);
    written = last;
    batchBytes = 0;
    for (final String name : folder.names()) {
      final long number = number(name);
      if (number < before || (number == before && name.endsWith(BATCH))) {
        folder.delete(name);
      }
    }
  }

  /** The numbers of files of one kind; those above the most are deleted. */
  private NavigableSet<Long> numbers(final String kind, final long most) throws IOException {
    final NavigableSet<Long> numbers = new TreeSet<>();
    for (final String name : folder.names()) {
      if (name.endsWith(kind)) {
        final long number = number(name);
        if (number > most) {
          folder.delete(name);
        } else {
          numbers.add(number);
        }
      }
    }
    return numbers;
  }

  private static long number(final String name) {
    return Long.parseLong(name.substring(0, name.indexOf('.')));
  }
}
