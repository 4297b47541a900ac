package io.uring.connector.flink.enumerator;

import io.uring.connector.core.ReadOption;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.list.ListOptions;
import io.uring.connector.flink.host.HostFolders;
import io.uring.connector.flink.host.HostMail;
import io.uring.connector.flink.host.HostMail.Kind;
import io.uring.connector.flink.list.FileFinder;
import io.uring.connector.flink.split.FileSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;

/** Hosts with disks of their own, readers on them, and a job manager, without a cluster. */
final class Hosts implements AutoCloseable {
  final TestingSplitEnumeratorContext<FileSplit> context;
  final HostEnumerator enumerator;
  private final Path disks;
  private final Map<Integer, Reader> readers = new TreeMap<>();
  private final Map<Integer, ReaderInfo> registered = new HashMap<>();
  private final Map<Integer, Integer> delivered = new HashMap<>();

  /** Pages that readers have sent. */
  int received;

  Hosts(
      final Path disks,
      final int subtasks,
      final long mostPending,
      final FileEnumeratorState checkpoint) {
    this.disks = disks;
    context =
        new TestingSplitEnumeratorContext<>(subtasks) {
          @Override
          public Map<Integer, ReaderInfo> registeredReaders() {
            return registered;
          }
        };
    enumerator = new HostEnumerator(context, finder("?"), options(), checkpoint, mostPending);
    enumerator.start();
  }

  /** A subtask on a host, with what its checkpoint has. */
  static final class Reader extends TestingReaderContext {
    private final String host;
    private final ConcurrentLinkedQueue<SourceEvent> sent = new ConcurrentLinkedQueue<>();
    private HostFolders folders;

    /** Steps that are being made. */
    private int listing;

    Reader(final String host) {
      this.host = host;
    }

    @Override
    public String getLocalHostName() {
      return host;
    }

    @Override
    public void sendSourceEventToCoordinator(final SourceEvent event) {
      sent.add(event);
    }
  }

  HostFolders start(final int subtask, final String host, final FileSplit... state) {
    final Reader reader = new Reader(host);
    reader.folders = new HostFolders(finder(host), reader);
    readers.put(subtask, reader);
    delivered.put(subtask, context.getSentEvents().getOrDefault(subtask, List.of()).size());
    reader.folders.own(List.of(state));
    registered.put(subtask, new ReaderInfo(subtask, host));
    reader.folders.start();
    return reader.folders;
  }

  void fail(final int subtask, final List<FileSplit> unread) {
    readers.remove(subtask).folders.close();
    registered.remove(subtask);
    enumerator.addSplitsBack(unread, subtask);
  }

  /** Lets everybody send and list, until nothing goes on. */
  void settle() throws InterruptedException {
    boolean isQuiet = false;
    while (!isQuiet) {
      isQuiet = true;
      for (final Map.Entry<Integer, Reader> each : readers.entrySet()) {
        final boolean hasSent = collect(each.getKey(), each.getValue());
        final boolean hasGot = deliver(each.getKey(), each.getValue());
        isQuiet &= !hasSent && !hasGot && each.getValue().listing == 0;
      }
      Thread.sleep(isQuiet ? 0 : 2);
    }
  }

  private boolean collect(final int subtask, final Reader reader) {
    boolean hasSent = false;
    for (SourceEvent sent = reader.sent.poll(); sent != null; sent = reader.sent.poll()) {
      final HostMail mail = (HostMail) sent;
      if (mail.isLast() && (mail.kind() == Kind.LISTED || mail.kind() == Kind.NOT_LISTED)) {
        reader.listing--;
      }
      enumerator.handleSourceEvent(subtask, mail);
      received++;
      hasSent = true;
    }
    return hasSent;
  }

  private boolean deliver(final int subtask, final Reader reader) {
    final List<SourceEvent> events = context.getSentEvents().getOrDefault(subtask, List.of());
    final int first = delivered.get(subtask);
    for (int next = first; next < events.size(); next++) {
      final HostMail mail = (HostMail) events.get(next);
      if (mail.isLast() && (mail.kind() == Kind.LIST || mail.kind() == Kind.LIST_ON)) {
        reader.listing++;
      }
      reader.folders.handle(mail);
    }
    delivered.put(subtask, events.size());
    return events.size() > first;
  }

  /** Every subtask asks some times, or until there is nothing for it. */
  void readAll() throws InterruptedException {
    for (int round = 0; round < 50; round++) {
      for (final int subtask : readers.keySet()) {
        if (!hasEnded(subtask)) {
          enumerator.handleSplitRequest(subtask, readers.get(subtask).host);
        }
      }
      settle();
    }
  }

  boolean hasEnded(final int subtask) {
    return context.getSplitAssignments().containsKey(subtask)
        && context.getSplitAssignments().get(subtask).hasReceivedNoMoreSplitsSignal();
  }

  List<FileSplit> splits(final int subtask) {
    return context.getSplitAssignments().containsKey(subtask)
        ? context.getSplitAssignments().get(subtask).getAssignedSplits()
        : List.of();
  }

  List<String> files(final int... subtasks) {
    final List<String> files = new ArrayList<>();
    for (final int subtask : subtasks) {
      files.addAll(files(splits(subtask)));
    }
    return files;
  }

  static List<String> files(final List<FileSplit> splits) {
    final List<String> files = new ArrayList<>();
    for (final FileSplit split : splits) {
      for (int i = 0; i < split.requests().size(); i++) {
        files.add(split.requests().get(i).path());
      }
    }
    return files;
  }

  /** Writes files to a host's disk. */
  static Set<String> write(final Path disks, final String host, final int folders, final int files)
      throws IOException {
    final Set<String> written = new TreeSet<>();
    for (int folder = 0; folder < folders; folder++) {
      final Path path = Files.createDirectories(disks.resolve(host + "/d" + (100 + folder)));
      for (int file = 0; file < files; file++) {
        written.add(Files.createFile(path.resolve("f" + file)).toString());
      }
    }
    return written;
  }

  private FileFinder finder(final String host) {
    return new FileFinder(
        List.of(disks.resolve(host).toString()),
        null,
        ListOptions.builder().recursive().build(),
        null,
        Duration.ZERO,
        Duration.ZERO,
        found -> found,
        true);
  }

  private static ReadOptions options() {
    final ReadOptions.Builder options = ReadOptions.builder();
    options.set(ReadOption.SPLIT_BYTES, "128k");
    return options.build();
  }

  @Override
  public void close() {
    readers.values().forEach(each -> each.folders.close());
  }
}
