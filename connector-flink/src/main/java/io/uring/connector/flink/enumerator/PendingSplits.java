package io.uring.connector.flink.enumerator;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.plan.Split;
import io.uring.connector.core.plan.SplitPlanner;
import io.uring.connector.flink.split.FileSplit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Splits of one host, or of all, that no subtask has, in plan order. For one thread. */
final class PendingSplits {
  /** What is read in some milliseconds is not worth halving; its files stay in their order. */
  private static final long LEAST_COST = 8 << 20;

  private final Deque<FileSplit> splits = new ArrayDeque<>();
  private final ReadOptions options;
  private final String host;
  private long next;

  /** In all splits. */
  private long files;

  /** None yet, of a host; of all hosts where its name is empty. */
  PendingSplits(final ReadOptions options, final String host) {
    this.options = options;
    this.host = host;
  }

  /** Those that a checkpoint has. */
  PendingSplits(final ReadOptions options, final HostFiles restored) {
    this(options, restored.host());
    restored.pending().forEach(this::addLast);
    next = restored.nextSplit();
  }

  int size() {
    return splits.size();
  }

  /** How many files, or ranges of them, all splits have. */
  long files() {
    return files;
  }

  /** Plans requests, behind those that are there. */
  void add(final RequestList requests) {
    final RequestList heads = requests.heads(options.headBytes());
    final RequestList rows = heads.chunks(options.chunkSize());
    for (final Split split : SplitPlanner.plan(rows, options.splitBytes(), 1)) {
      addLast(split(rows == heads ? planned(requests, split) : joined(split.requests())));
    }
  }

  /** Splits that a subtask has not read to their end: they were first, so they are again. */
  void addBack(final List<FileSplit> back) {
    for (int i = back.size() - 1; i >= 0; i--) {
      addFirst(back.get(i));
    }
  }

  /** The next split, or null; less than a whole one where there are few left to go round. */
  @Nullable FileSplit take(final int subtasks) {
    final FileSplit first = splits.pollFirst();
    if (first == null) {
      return null;
    }
    files -= first.requests().size();
    if (splits.size() >= subtasks) {
      return first;
    }
    final RequestList requests = first.requests();
    long cost = 0;
    for (int i = 0; i < requests.size(); i++) {
      cost += requests.length(i) + SplitPlanner.OPEN_COST;
    }
    if (requests.size() < 2 || cost < LEAST_COST) {
      return first;
    }
    int middle = 0;
    for (long half = 0;
        middle < requests.size() - 1 && (middle == 0 || half < cost / 2);
        middle++) {
      half += requests.length(middle) + SplitPlanner.OPEN_COST;
    }
    addFirst(split(requests.slice(middle, requests.size())));
    return split(requests.slice(0, middle));
  }

  /** All of them, and the number of the next one, for a checkpoint. */
  HostFiles state(final boolean hasListed, final byte[] rest) {
    return new HostFiles(host, List.copyOf(splits), hasListed, rest, next);
  }

  private FileSplit split(final RequestList requests) {
    final long number = next++;
    return new FileSplit(host.isEmpty() ? "" + number : host + "/" + number, host, requests);
  }

  private void addFirst(final FileSplit split) {
    splits.addFirst(split);
    files += split.requests().size();
  }

  private void addLast(final FileSplit split) {
    splits.addLast(split);
    files += split.requests().size();
  }

  /** What a split is of, uncut: whoever reads it cuts heads again. */
  private static RequestList planned(final RequestList requests, final Split split) {
    final int size = split.requests().size();
    if (split.planned(size - 1) - split.planned(0) == size - 1) {
      return requests.slice(split.planned(0), split.planned(size - 1) + 1);
    }
    return requests.select(IntStream.range(0, size).map(split::planned).toArray());
  }

  /** The files or ranges that chunks are of: whoever reads them cuts the same chunks again. */
  private static RequestList joined(final RequestList chunks) {
    final int[] file = new int[chunks.size()];
    final long[] offset = new long[file.length];
    final long[] length = new long[file.length];
    int count = 0;
    for (int i = 0; i < file.length; i++) {
      if (i > 0 && chunks.chunk(i) > 0) {
        length[count - 1] += chunks.length(i);
      } else {
        file[count] = chunks.file(i);
        offset[count] = chunks.offset(i);
        length[count++] = chunks.length(i);
      }
    }
    final FileTable files = chunks.files();
    boolean whole = count == files.size();
    for (int i = 0; i < count && whole; i++) {
      whole = file[i] == i && length[i] == files.length(i);
    }
    return whole
        ? RequestList.wholeFiles(files)
        : RequestList.ranges(
            files,
            Arrays.copyOf(file, count),
            Arrays.copyOf(offset, count),
            Arrays.copyOf(length, count));
  }
}
