package io.uring.connector.flink.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.ReadOption;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.list.FileLister;
import io.uring.connector.core.list.ListOptions;
import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.flink.FileRow;
import io.uring.connector.flink.split.FileSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class FileSplitReaderTest {
  @TempDir Path folder;

  private final ReadOptions.Builder options = ReadOptions.builder();
  private ReaderLease lease;
  private FileSplitReader reader;

  @AfterEach
  void close() {
    if (reader != null) {
      reader.close();
      lease.close();
    }
    assertThat(SlabPool.jvm().heldBytes()).isZero();
  }

  @Test
  void shouldReadSplitsOneAfterAnother() throws IOException {
    open(split("a", 10), split("b", 5));
    final List<String> found = new ArrayList<>();
    while (found.size() < 17) {
      found.addAll(rows(reader.fetch()));
    }
    assertThat(found.subList(0, 10)).allMatch(row -> row.startsWith("a:"));
    assertThat(found.get(10)).isEqualTo("end of a");
    assertThat(found.subList(11, 16)).allMatch(row -> row.startsWith("b:"));
    assertThat(found.get(16)).isEqualTo("end of b");
  }

  /** What is paused is neither read nor in the way. */
  @Test
  void shouldPauseAndResume() throws IOException {
    final FileSplit first = split("a", 3);
    final FileSplit second = split("b", 3);
    open(first, second);
    reader.pauseOrResumeSplits(List.of(first), List.of());
    assertThat(rows(reader.fetch())).hasSize(3).allMatch(row -> row.startsWith("b:"));
    assertThat(rows(reader.fetch())).containsExactly("end of b");
    reader.pauseOrResumeSplits(List.of(), List.of(first));
    assertThat(rows(reader.fetch())).hasSize(3).allMatch(row -> row.startsWith("a:"));
    assertThat(rows(reader.fetch())).containsExactly("end of a");
  }

  @Test
  void shouldWaitForACallWhileAllIsPaused() throws Exception {
    final FileSplit only = split("a", 3);
    open(only);
    reader.pauseOrResumeSplits(List.of(only), List.of());
    assertWaitsForACall();
  }

  /** Nothing comes back: the batches that Flink holds fill the budget. */
  @Test
  void shouldWaitForMemoryUntilItIsCalled() throws Exception {
    options.set(ReadOption.BATCH_BYTES, "64k");
    options.set(ReadOption.MEMORY_BUDGET, "1m");
    open(split("a", 400));
    final List<RecordsWithSplitIds<FileRow>> held = new ArrayList<>();
    CompletableFuture<RecordsWithSplitIds<FileRow>> fetch = fetch();
    while (isDone(fetch)) {
      held.add(fetch.get());
      fetch = fetch();
    }
    assertThat(held).hasSizeGreaterThan(1);
    reader.wakeUp();
    assertThat(rows(fetch.get())).isEmpty();
    fetch = fetch();
    held.remove(0).recycle();
    assertThat(rows(fetch.get())).isNotEmpty();
  }

  /** Another subtask's batches fill the budget, and it waits for more itself. */
  @Test
  void shouldWaitForMemoryThatAnotherSubtaskHas() throws Exception {
    options.set(ReadOption.BATCH_BYTES, "64k");
    options.set(ReadOption.MEMORY_BUDGET, "1m");
    open(split("a", 400));
    final ReaderLease otherLease = lease;
    final FileSplitReader other = reader;
    final List<RecordsWithSplitIds<FileRow>> held = new ArrayList<>();
    CompletableFuture<RecordsWithSplitIds<FileRow>> last = fetch();
    while (isDone(last)) {
      held.add(last.get());
      last = fetch();
    }
    try {
      open(split("b", 10));
      final CompletableFuture<RecordsWithSplitIds<FileRow>> fetch = fetch();
      assertThat(isDone(fetch)).isFalse();
      held.forEach(RecordsWithSplitIds::recycle);
      assertThat(rows(fetch.get())).allMatch(row -> row.startsWith("b:"));
      last.get().recycle();
    } finally {
      other.close();
      otherLease.close();
    }
  }

  @Test
  void shouldFetchNothingOnceAfterAnEarlyCall() throws IOException {
    open(split("a", 3));
    reader.wakeUp();
    assertThat(rows(reader.fetch())).isEmpty();
    assertThat(rows(reader.fetch())).hasSize(3);
  }

  /** Flink may lose what it was given, or give it back when the subtask has long ended. */
  @Test
  void shouldFreeWhatIsNeverRecycled() throws IOException {
    open(split("a", 100));
    final RecordsWithSplitIds<FileRow> lost = reader.fetch();
    assertThat(SlabPool.jvm().heldBytes()).isPositive();
    lease.close();
    assertThat(SlabPool.jvm().heldBytes()).isZero();
    lost.recycle();
    lost.recycle();
    assertThat(SlabPool.jvm().heldBytes()).isZero();
  }

  private void assertWaitsForACall() throws Exception {
    final CompletableFuture<RecordsWithSplitIds<FileRow>> fetch = fetch();
    assertThat(isDone(fetch)).isFalse();
    reader.wakeUp();
    assertThat(rows(fetch.get())).isEmpty();
  }

  private CompletableFuture<RecordsWithSplitIds<FileRow>> fetch() {
    final CompletableFuture<RecordsWithSplitIds<FileRow>> fetched = new CompletableFuture<>();
    final Thread fetcher =
        new Thread(
            () -> {
              try {
                fetched.complete(reader.fetch());
              } catch (final IOException | RuntimeException | Error e) {
                fetched.completeExceptionally(e);
              }
            });
    fetcher.setDaemon(true);
    fetcher.start();
    return fetched;
  }

  private static boolean isDone(final CompletableFuture<?> fetch) throws Exception {
    try {
      fetch.get(500, TimeUnit.MILLISECONDS);
      return true;
    } catch (final TimeoutException e) {
      return false;
    }
  }

  private void open(final FileSplit... splits) {
    lease = new ReaderLease(options.build(), WantedRows.ALL);
    reader = new FileSplitReader(lease);
    for (final FileSplit split : splits) {
      reader.handleSplitsChanges(new SplitsAddition<>(List.of(split)));
    }
  }

  private FileSplit split(final String id, final int files) throws IOException {
    final Path made = Files.createDirectory(folder.resolve(id));
    for (int i = 0; i < files; i++) {
      Files.write(made.resolve(String.format("f%03d", i)), new byte[5000]);
    }
    return new FileSplit(
        id, FileLister.list(List.of(made.toString()), ListOptions.builder().build()).requests());
  }

  /** Takes what was fetched apart and gives it back. */
  private static List<String> rows(final RecordsWithSplitIds<FileRow> fetched) {
    final List<String> rows = new ArrayList<>();
    for (String split = fetched.nextSplit(); split != null; split = fetched.nextSplit()) {
      for (FileRow row = fetched.nextRecordFromSplit();
          row != null;
          row = fetched.nextRecordFromSplit()) {
        rows.add(split + ":" + row.path());
      }
    }
    fetched.finishedSplits().forEach(split -> rows.add("end of " + split));
    fetched.recycle();
    return rows;
  }
}
