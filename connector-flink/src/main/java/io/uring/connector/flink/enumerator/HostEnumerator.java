package io.uring.connector.flink.enumerator;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.flink.host.HostListed;
import io.uring.connector.flink.host.HostMail;
import io.uring.connector.flink.host.HostMail.Kind;
import io.uring.connector.flink.list.FileFinder;
import io.uring.connector.flink.split.FileSplit;
import io.uring.connector.flink.split.FileSplitSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsBatchSnapshot;
import org.apache.flink.api.connector.source.SupportsHandleExecutionAttemptSourceEvent;
import org.apache.flink.metrics.Gauge;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has one reader of each host list that host's files, and hands them out to readers of the same
 * host. As long as a host has files that nobody reads, and no reader, no reader is told that there
 * is nothing more: a job never ends without them.
 */
@Internal
public final class HostEnumerator
    implements SplitEnumerator<FileSplit, FileEnumeratorState>,
        SupportsHandleExecutionAttemptSourceEvent,
        SupportsBatchSnapshot {
  private static final Logger LOG = LoggerFactory.getLogger(HostEnumerator.class);

  private final SplitEnumeratorContext<FileSplit> context;
  private final FileFinder finder;
  private final ReadOptions options;
  private final long mostPending;
  private final Map<String, HostPart> hosts = new TreeMap<>();
  private final Map<Integer, String> hostOf = new HashMap<>();

  /** How many splits each subtask waits for. */
  private final Map<Integer, Integer> waiting = new TreeMap<>();

  /** Pages of splits that have gone astray, by subtask. */
  private final Map<Integer, HostMail.Box> astray = new HashMap<>();

  /**
   * Splits that readers have given back, and the last checkpoint that began before that: a reader
   * which is restored from one that old gives them back again.
   */
  private final Map<String, Long> taken = new HashMap<>();

  private final Set<String> forsaken = new TreeSet<>();
  private long listings;
  private long lastCheckpoint;
  private volatile long forsakenHosts;
  private volatile long skipped;

  /**
   * Makes an enumerator that waits for readers.
   *
   * @param finder what to read
   * @param options how large splits are
   * @param checkpoint what to go on with, or null
   */
  public HostEnumerator(
      final SplitEnumeratorContext<FileSplit> context,
      final FileFinder finder,
      final ReadOptions options,
      final @Nullable FileEnumeratorState checkpoint) {
    this(context, finder, options, checkpoint, FileEnumerator.MOST_PENDING);
  }

  HostEnumerator(
      final SplitEnumeratorContext<FileSplit> context,
      final FileFinder finder,
      final ReadOptions options,
      final @Nullable FileEnumeratorState checkpoint,
      final long mostPending) {
    this.context = context;
    this.finder = finder;
    this.options = options;
    this.mostPending = mostPending;
    if (checkpoint != null) {
      for (final HostFiles files : checkpoint.hosts()) {
        if (files.host().isEmpty()) {
          throw new IllegalStateException(
              "the checkpoint is of a source whose files all hosts see: build this one without"
                  + " perHost(), or give it another uid");
        }
        hosts.put(files.host(), new HostPart(options, files));
      }
    }
  }

  @Override
  public void start() {
    context
        .metricGroup()
        .setUnassignedSplitsGauge(
            () -> hosts.values().stream().mapToLong(each -> each.pending.size()).sum());
    context.metricGroup().gauge("pathsSkipped", (Gauge<Long>) () -> skipped);
    context.metricGroup().gauge("hostsWithoutReaders", (Gauge<Long>) () -> forsakenHosts);
  }

  @Override
  public void handleSplitRequest(final int subtask, final @Nullable String host) {
    waiting.merge(subtask, 1, Integer::sum);
    goOn();
  }

  @Override
  public void addSplitsBack(final List<FileSplit> splits, final int subtask) {
    waiting.remove(subtask);
    astray.remove(subtask);
    final String left = hostOf.remove(subtask);
    if (left != null) {
      part(left).leave(subtask);
    }
    for (int i = splits.size() - 1; i >= 0; i--) {
      part(splits.get(i).host()).pending.addBack(List.of(splits.get(i)));
    }
    goOn();
  }

  /** Nothing to do: a reader says itself that it is there. */
  @Override
  public void addReader(final int subtask) {}

  @Override
  public void handleSourceEvent(final int subtask, final SourceEvent event) {
    handleSourceEvent(subtask, HostPart.ANY_ATTEMPT, event);
  }

  @Override
  public void handleSourceEvent(final int subtask, final int attempt, final SourceEvent event) {
    final HostMail mail = (HostMail) event;
    try {
      switch (mail.kind()) {
        case HERE -> arrive(subtask, attempt);
        case LISTED, NOT_LISTED -> listed(subtask, attempt, mail);
        case ASTRAY -> takeBack(subtask, attempt, mail);
        default -> throw new IllegalStateException("this is not for us: " + mail.kind());
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    goOn();
  }

  @Override
  public FileEnumeratorState snapshotState(final long checkpoint) {
    lastCheckpoint = Math.max(lastCheckpoint, checkpoint);
    return new FileEnumeratorState(
        hosts.values().stream().map(HostPart::state).toList(), new byte[0]);
  }

  @Override
  public void notifyCheckpointComplete(final long checkpoint) {
    taken.values().removeIf(before -> before < checkpoint);
  }

  /** Nothing is held. */
  @Override
  public void close() {}

  private HostPart part(final String host) {
    return hosts.computeIfAbsent(host, absent -> new HostPart(options, host));
  }

  private void arrive(final int subtask, final int attempt) {
    final ReaderInfo reader = context.registeredReaders().get(subtask);
    if (reader == null || hostOf.containsKey(subtask)) {
      // A second attempt at what the first still does: that one's host is what counts.
      return;
    }
    hostOf.put(subtask, reader.getLocation());
    final HostPart part = part(reader.getLocation());
    part.readers.put(subtask, attempt);
    if (forsaken.remove(reader.getLocation())) {
      LOG.info("host {} has a reader again", reader.getLocation());
    }
  }

  private void listed(final int subtask, final int attempt, final HostMail mail)
      throws IOException {
    final String host = hostOf.get(subtask);
    final HostPart part = host == null ? null : part(host);
    if (part == null
        || part.listing != mail.listing()
        || part.lister == null
        || part.lister != subtask
        || !Integer.valueOf(attempt).equals(part.readers.get(subtask))) {
      return;
    }
    final byte[] letter = part.box.add(mail);
    if (letter == null) {
      return;
    }
    if (mail.kind() == Kind.NOT_LISTED) {
      throw new IOException(
          "files cannot be listed on host="
              + host
              + ": "
              + finder.description()
              + ": "
              + new String(letter, StandardCharsets.UTF_8));
    }
    final HostListed listed = HostListed.of(letter);
    part.add(listed);
    skipped = hosts.values().stream().mapToLong(each -> each.skipped).sum();
    if (part.hasListed) {
      LOG.info(
          "{} files found on host {} in {}, {} paths skipped",
          listed.files(),
          host,
          finder.description(),
          listed.skipped());
    }
  }

  private void takeBack(final int subtask, final int attempt, final HostMail mail)
      throws IOException {
    final byte[] letter = astray.computeIfAbsent(subtask, absent -> new HostMail.Box()).add(mail);
    if (letter != null) {
      final FileSplit split =
          FileSplitSerializer.INSTANCE.deserialize(
              FileSplitSerializer.INSTANCE.getVersion(), letter);
      if (taken.putIfAbsent(split.splitId(), lastCheckpoint) == null) {
        part(split.host()).pending.addBack(List.of(split));
      }
      send(subtask, attempt, Kind.TAKEN, 0, split.splitId().getBytes(StandardCharsets.UTF_8));
    }
  }

  private void goOn() {
    handOut();
    hosts.values().forEach(this::listOn);
    if (context.registeredReaders().size() == context.currentParallelism()) {
      hosts.forEach(this::tellIfForsaken);
    }
    forsakenHosts = hosts.values().stream().filter(HostPart::isForsaken).count();
  }

  private void tellIfForsaken(final String host, final HostPart part) {
    if (part.isForsaken() && forsaken.add(host)) {
      LOG.warn(
          "host {} has files of this job, and no reader: {} splits wait, {}; the job goes on when a"
              + " subtask runs there",
          host,
          part.pending.size(),
          part.hasListed ? "all files are known" : "not all files are known");
    }
  }

  private void listOn(final HostPart part) {
    if (part.hasListed
        || part.isListing
        || part.readers.isEmpty()
        || part.pending.files() >= mostPending) {
      return;
    }
    final Integer known = part.lister;
    final boolean isNew = known == null;
    final Integer lister = known == null ? part.readers.firstKey() : known;
    final Integer attempt = part.readers.get(lister);
    if (attempt == null || !context.registeredReaders().containsKey(lister)) {
      return;
    }
    part.isListing = true;
    if (isNew) {
      part.lister = lister;
      part.listing = ++listings;
    }
    send(
        lister,
        attempt,
        isNew ? Kind.LIST : Kind.LIST_ON,
        part.listing,
        isNew ? part.rest : new byte[0]);
  }

  private void send(
      final int subtask,
      final int attempt,
      final Kind kind,
      final long listing,
      final byte[] letter) {
    for (final HostMail page : HostMail.of(kind, listing, letter)) {
      if (attempt == HostPart.ANY_ATTEMPT) {
        context.sendEventToSourceReader(subtask, page);
      } else {
        context.sendEventToSourceReader(subtask, attempt, page);
      }
    }
  }

  private void handOut() {
    boolean isMoving = true;
    while (isMoving) {
      isMoving = false;
      final boolean mayEnd = hosts.values().stream().noneMatch(HostPart::isForsaken);
      for (final Integer subtask : List.copyOf(waiting.keySet())) {
        isMoving |= serve(subtask, mayEnd);
      }
    }
  }

  /** Gives a subtask one split, or tells it that there will be none; true if so. */
  private boolean serve(final int subtask, final boolean mayEnd) {
    final String host = hostOf.get(subtask);
    // One that has failed is soon taken off all lists, and its next attempt asks anew.
    if (host == null || !context.registeredReaders().containsKey(subtask)) {
      return false;
    }
    final HostPart part = part(host);
    final FileSplit split = part.pending.take(part.readers.size());
    if (split != null) {
      context.assignSplit(split, subtask);
      waiting.computeIfPresent(subtask, (key, count) -> count == 1 ? null : count - 1);
      return true;
    }
    if (part.hasListed && mayEnd) {
      waiting.remove(subtask);
      part.leave(subtask);
      context.signalNoMoreSplits(subtask);
      return true;
    }
    return false;
  }
}
