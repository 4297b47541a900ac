package io.uring.connector.flink.host;

import io.uring.connector.flink.host.HostMail.Kind;
import io.uring.connector.flink.list.FileFinder;
import io.uring.connector.flink.list.FileSearch;
import io.uring.connector.flink.split.FileSplit;
import io.uring.connector.flink.split.FileSplitSerializer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.jspecify.annotations.Nullable;

/**
 * A reader's part in a source whose hosts have files of their own: lists them where the job manager
 * asks for it, and holds splits of other hosts, which a checkpoint has brought here, until the job
 * manager has them. For the subtask's thread.
 */
@Internal
public final class HostFolders implements AutoCloseable {
  private final FileFinder finder;
  private final SourceReaderContext context;
  private final String host;
  private final Map<String, FileSplit> astray = new LinkedHashMap<>();
  private final HostMail.Box box = new HostMail.Box();
  private @Nullable ExecutorService lister;
  private @Nullable FileSearch search;
  private boolean hasStarted;

  /**
   * Lists nothing yet.
   *
   * @param finder what to look for
   * @param context of the subtask
   */
  public HostFolders(final FileFinder finder, final SourceReaderContext context) {
    this.finder = finder;
    this.context = context;
    host = context.getLocalHostName();
  }

  /**
   * Sorts out splits of other hosts.
   *
   * @param splits those that the subtask is given
   * @return those of this host
   * @throws IllegalStateException if the job manager has sent another host's: it is another attempt
   *     that they are for
   */
  public List<FileSplit> own(final List<FileSplit> splits) {
    final List<FileSplit> own = new ArrayList<>();
    for (final FileSplit split : splits) {
      if (split.host().equals(host)) {
        own.add(split);
      } else if (hasStarted) {
        throw new IllegalStateException(
            split
                + " cannot be read on host="
                + host
                + ": perHost() does not go together with speculative execution on other hosts");
      } else {
        astray.put(split.splitId(), split);
      }
    }
    return own;
  }

  /** Tells the job manager what is here; before the first split is asked for. */
  public void start() {
    hasStarted = true;
    send(Kind.HERE, 0, new byte[0]);
    for (final FileSplit split : astray.values()) {
      send(Kind.ASTRAY, 0, FileSplitSerializer.INSTANCE.serialize(split));
    }
  }

  /**
   * What a checkpoint of the subtask must have besides its own splits.
   *
   * @return splits of other hosts that the job manager does not have yet
   */
  public List<FileSplit> astray() {
    return List.copyOf(astray.values());
  }

  /**
   * Does what the job manager asks for.
   *
   * @param event a letter
   */
  public void handle(final SourceEvent event) {
    final HostMail mail = (HostMail) event;
    final byte[] letter = box.add(mail);
    if (letter == null) {
      return;
    }
    switch (mail.kind()) {
      case TAKEN -> astray.remove(new String(letter, StandardCharsets.UTF_8));
      case LIST -> list(new FileSearch(finder, letter), mail.listing());
      case LIST_ON -> {
        if (search == null) {
          throw new IllegalStateException("no listing has begun here");
        }
        list(search, mail.listing());
      }
      default -> throw new IllegalStateException("this is not for a reader: " + mail.kind());
    }
  }

  private void list(final FileSearch next, final long listing) {
    search = next;
    if (lister == null) {
      lister =
          Executors.newSingleThreadExecutor(
              task -> {
                final Thread thread = new Thread(task, "uring-host-list");
                thread.setDaemon(true);
                return thread;
              });
    }
    lister.execute(() -> step(next, listing));
  }

  private void step(final FileSearch next, final long listing) {
    try {
      send(Kind.LISTED, listing, HostListed.bytes(next.next()));
    } catch (final InterruptedIOException e) {
      // The subtask ends, and nobody waits for an answer.
      Thread.currentThread().interrupt();
    } catch (final IOException | RuntimeException | Error e) {
      send(Kind.NOT_LISTED, listing, e.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private void send(final Kind kind, final long listing, final byte[] letter) {
    HostMail.of(kind, listing, letter).forEach(context::sendSourceEventToCoordinator);
  }

  @Override
  public void close() {
    if (lister != null) {
      lister.shutdownNow();
    }
  }
}
