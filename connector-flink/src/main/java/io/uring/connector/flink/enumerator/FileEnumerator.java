package io.uring.connector.flink.enumerator;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.list.ListingRest;
import io.uring.connector.core.watch.FolderWatch;
import io.uring.connector.core.watch.Sighting;
import io.uring.connector.flink.list.FileFinder;
import io.uring.connector.flink.list.FileSearch;
import io.uring.connector.flink.split.FileSplit;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsBatchSnapshot;
import org.apache.flink.metrics.Gauge;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists, in steps or again and again, on a thread of its own, and hands out splits as subtasks ask
 * for them: whole ones first, halves and quarters towards the end, so that all subtasks end at
 * about the same time. A step begins when there is room for what it finds.
 */
@Internal
public final class FileEnumerator
    implements SplitEnumerator<FileSplit, FileEnumeratorState>, SupportsBatchSnapshot {
  private static final Logger LOG = LoggerFactory.getLogger(FileEnumerator.class);

  /** A file system that is away for a while must not end a job that goes on for ever. */
  private static final int MOST_FAILURES = 3;

  /** With so many files that nobody has, about 10 MB of them, there is no hurry to find more. */
  static final long MOST_PENDING = 1 << 17;

  private final SplitEnumeratorContext<FileSplit> context;
  private final FileFinder finder;
  private final PendingSplits pending;

  /** How many splits each subtask waits for. */
  private final Map<Integer, Integer> waiting = new TreeMap<>();

  /**
   * Subtasks that were told that there is nothing more; from then on they may end at any moment.
   */
  private final Set<Integer> told = new HashSet<>();

  /** What has been found before; null where files are looked for only once. */
  private final @Nullable FolderWatch watch;

  /** Looks that have failed, one after another. */
  private int failures;

  private final long mostPending;
  private final FileSearch search;
  private boolean hasListed;
  private boolean isListing;

  /** Where the listing goes on: what was restored, until a step has been made. */
  private byte[] restored = {};

  private @Nullable ListingRest rest;

  /** Links that lead nowhere, and paths that are missing, in the last listing. */
  private volatile long skipped;

  /**
   * Makes an enumerator; {@link #start} begins to list.
   *
   * @param finder what to read
   * @param options how large splits are
   * @param checkpoint what to go on with, or null
   */
  public FileEnumerator(
      final SplitEnumeratorContext<FileSplit> context,
      final FileFinder finder,
      final ReadOptions options,
      final @Nullable FileEnumeratorState checkpoint) {
    this(context, finder, options, checkpoint, MOST_PENDING, FileSearch.ENOUGH_FILES);
  }

  FileEnumerator(
      final SplitEnumeratorContext<FileSplit> context,
      final FileFinder finder,
      final ReadOptions options,
      final @Nullable FileEnumeratorState checkpoint,
      final long mostPending,
      final int enoughFiles) {
    this.context = context;
    this.finder = finder;
    this.mostPending = mostPending;
    if (checkpoint == null) {
      pending = new PendingSplits(options, "");
    } else {
      final HostFiles files = ofAllHosts(checkpoint);
      pending = new PendingSplits(options, files);
      hasListed = files.hasListed();
      restored = files.rest();
    }
    search = new FileSearch(finder, restored, enoughFiles);
    if (!finder.isContinuous()) {
      watch = null;
    } else if (checkpoint == null || checkpoint.remembered().length == 0) {
      watch = finder.watch();
    } else {
      watch = finder.watch(checkpoint.remembered());
    }
  }

  private static HostFiles ofAllHosts(final FileEnumeratorState checkpoint) {
    final List<HostFiles> hosts = checkpoint.hosts();
    if (hosts.size() != 1 || !hosts.get(0).host().isEmpty()) {
      throw new IllegalStateException(
          "the checkpoint is of a source in which each host has files of its own: build this one"
              + " with perHost(), or give it another uid");
    }
    return hosts.get(0);
  }

  @Override
  public void start() {
    context.metricGroup().setUnassignedSplitsGauge(() -> (long) pending.size());
    context.metricGroup().gauge("pathsSkipped", (Gauge<Long>) () -> skipped);
    if (finder.interval() != null) {
      context.callAsync(finder::look, this::looked, 0, finder.interval().toMillis());
    } else {
      listOn();
    }
  }

  @Override
  public void handleSplitRequest(final int subtask, final @Nullable String host) {
    if (!told.contains(subtask)) {
      waiting.merge(subtask, 1, Integer::sum);
      assign();
    }
  }

  @Override
  public void addSplitsBack(final List<FileSplit> splits, final int subtask) {
    // Its next attempt asks anew.
    waiting.remove(subtask);
    told.remove(subtask);
    pending.addBack(splits);
    assign();
  }

  /** Nothing to do: a subtask asks for splits when it starts. */
  @Override
  public void addReader(final int subtask) {}

  @Override
  public FileEnumeratorState snapshotState(final long checkpoint) {
    final byte[] left = rest == null ? restored : rest.bytes();
    return new FileEnumeratorState(List.of(pending.state(hasListed, left)), remembered());
  }

  /** Nothing is held. */
  @Override
  public void close() {}

  private void listOn() {
    if (watch == null && !hasListed && !isListing && pending.files() < mostPending) {
      isListing = true;
      context.callAsync(search::next, this::listed);
    }
  }

  private void listed(final FileSearch.@Nullable Found found, final @Nullable Throwable failure) {
    if (found == null) {
      throw notListed(failure);
    }
    isListing = false;
    skipped = found.skipped();
    pending.add(found.requests());
    rest = found.rest();
    restored = new byte[0];
    if (rest == null) {
      hasListed = true;
      LOG.info(
          "{} files found in {}, {} paths skipped",
          found.files(),
          finder.description(),
          found.skipped());
    }
    assign();
  }

  private void looked(final FileFinder.@Nullable Look look, final @Nullable Throwable failure) {
    if (look == null) {
      failures++;
      if (failures == MOST_FAILURES) {
        throw notListed(failure);
      }
      LOG.warn("looked in vain, {} in a row: {}", failures, finder.description(), failure);
      return;
    }
    failures = 0;
    skipped = look.skipped();
    final Sighting sighting = look.sighting();
    final int[] found = Objects.requireNonNull(watch, "only who watches looks").find(sighting);
    if (found.length > 0) {
      LOG.info("{} new files found in {}", found.length, finder.description());
      pending.add(RequestList.wholeFiles(sighting.files().select(found)));
      assign();
    }
  }

  private UncheckedIOException notListed(final @Nullable Throwable failure) {
    return new UncheckedIOException(
        "files cannot be listed by the job manager: " + finder.description(),
        failure instanceof IOException io ? io : new IOException(failure));
  }

  private byte[] remembered() {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (watch != null) {
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        watch.write(out);
      } catch (final IOException e) {
        throw new UncheckedIOException("memory can be written to", e);
      }
    }
    return bytes.toByteArray();
  }

  private void assign() {
    handOut();
    if (hasListed && watch == null && pending.size() == 0) {
      tellEnd();
    }
    listOn();
  }

  /**
   * At once, not when they ask: to one that fails in that moment it could not be told, and Flink
   * would report that in place of why it failed.
   */
  private void tellEnd() {
    waiting.clear();
    for (final int subtask : context.registeredReaders().keySet()) {
      if (told.add(subtask)) {
        context.signalNoMoreSplits(subtask);
      }
    }
  }

  private void handOut() {
    while (!waiting.isEmpty()) {
      // One for each in turn.
      for (final Iterator<Map.Entry<Integer, Integer>> each = waiting.entrySet().iterator();
          each.hasNext(); ) {
        final Map.Entry<Integer, Integer> subtask = each.next();
        if (!context.registeredReaders().containsKey(subtask.getKey())) {
          each.remove();
          continue;
        }
        final FileSplit split = pending.take(context.currentParallelism());
        if (split == null) {
          return;
        }
        context.assignSplit(split, subtask.getKey());
        if (subtask.getValue() == 1) {
          each.remove();
        } else {
          subtask.setValue(subtask.getValue() - 1);
        }
      }
    }
  }
}
