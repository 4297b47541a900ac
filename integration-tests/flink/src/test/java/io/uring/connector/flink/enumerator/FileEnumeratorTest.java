package io.uring.connector.flink.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.ReadOption;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.list.ListOptions;
import io.uring.connector.flink.list.FileFinder;
import io.uring.connector.flink.split.FileSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext.SplitAssignmentState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bounded listing whose splits go out while it goes on. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class FileEnumeratorTest {
  private static final int FOLDERS = 12;
  private static final int FILES = 10;

  @TempDir Path root;

  private final List<String> all = new ArrayList<>();

  @BeforeEach
  void makeFiles() throws IOException {
    for (int folder = 10; folder < 10 + FOLDERS; folder++) {
      Files.createDirectory(root.resolve("d" + folder));
      for (int file = 0; file < FILES; file++) {
        all.add(Files.createFile(root.resolve("d" + folder + "/f" + file)).toString());
      }
    }
  }

  @Test
  void shouldHandOutSplitsWhileItLists() throws Exception {
    final TestingSplitEnumeratorContext<FileSplit> context = context(2);
    final FileEnumerator enumerator = enumerator(context, null, 1000);
    enumerator.start();
    enumerator.handleSplitRequest(0, "a");
    enumerator.handleSplitRequest(1, "b");
    assertThat(assigned(context)).isEmpty();
    context.getExecutorService().trigger();
    context.getExecutorService().trigger();
    assertThat(state(enumerator, 1).hasListed()).isFalse();
    assertThat(assigned(context)).hasSizeBetween(1, FOLDERS * FILES / 2);
    while (!state(enumerator, 1).hasListed()) {
      context.triggerAllActions();
    }
    drain(enumerator, context);
    enumerator.handleSplitRequest(1, "b");
    assertThat(assigned(context)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(context.getSplitAssignments().get(0).hasReceivedNoMoreSplitsSignal()).isTrue();
    assertThat(context.getSplitAssignments().get(1).hasReceivedNoMoreSplitsSignal()).isTrue();
  }

  /** What nobody asks for is not looked for: the job manager's memory is bounded. */
  @Test
  void shouldStopListingWhereNobodyReads() throws Exception {
    final TestingSplitEnumeratorContext<FileSplit> context = context(1);
    final FileEnumerator enumerator = enumerator(context, null, 3 * FILES);
    enumerator.start();
    context.triggerAllActions();
    assertThat(pendingFiles(enumerator)).isBetween(3 * FILES, 4 * FILES);
    drain(enumerator, context);
    assertThat(assigned(context)).containsExactlyElementsOf(all);
  }

  /** At each point of the listing: what was read before, and what a restored job reads. */
  @Test
  void shouldReadEachFileOnceWhereverItIsRestored() throws Exception {
    final long seed = System.nanoTime();
    final Random random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      final List<String> read = new ArrayList<>();
      FileEnumeratorState checkpoint = null;
      boolean hasEnded = false;
      while (!hasEnded) {
        final TestingSplitEnumeratorContext<FileSplit> context = context(2);
        final FileEnumerator enumerator = enumerator(context, checkpoint, 1 + random.nextInt(90));
        enumerator.start();
        final List<String> sinceStart = new ArrayList<>();
        for (int step = random.nextInt(30); step > 0 && !hasEnded; step--) {
          if (random.nextBoolean()) {
            enumerator.handleSplitRequest(random.nextInt(2), "");
          } else {
            context.getExecutorService().triggerNonPeriodicScheduledTasks();
            context.triggerAllActions();
          }
          if (random.nextInt(3) == 0) {
            checkpoint = restored(enumerator.snapshotState(step));
            sinceStart.clear();
            sinceStart.addAll(assigned(context));
          }
          hasEnded =
              context.getSplitAssignments().values().stream()
                  .anyMatch(SplitAssignmentState::hasReceivedNoMoreSplitsSignal);
        }
        // A job that ends needs no checkpoint; one that fails forgets what came behind the last.
        read.addAll(hasEnded ? assigned(context) : sinceStart);
        enumerator.close();
      }
      assertThat(read).as("seed=" + seed).containsExactlyInAnyOrderElementsOf(all);
    }
  }

  @Test
  void shouldFailWithTheReasonInTheMiddleOfAListing() throws Exception {
    final TestingSplitEnumeratorContext<FileSplit> context = context(1);
    final FileEnumerator enumerator = enumerator(context, null, 3 * FILES);
    enumerator.start();
    context.triggerAllActions();
    final FileEnumeratorState checkpoint = restored(enumerator.snapshotState(1));
    for (int file = 0; file < FILES; file++) {
      Files.delete(root.resolve("d21/f" + file));
    }
    Files.delete(root.resolve("d21"));
    final TestingSplitEnumeratorContext<FileSplit> next = context(1);
    final FileEnumerator again = enumerator(next, checkpoint, 1000);
    again.start();
    assertThatThrownBy(next::triggerAllActions)
        .hasStackTraceContaining("files cannot be listed by the job manager: " + root)
        .hasStackTraceContaining("opendir failed: errno=ENOENT(2), file=" + root + "/d21");
  }

  private static void drain(
      final FileEnumerator enumerator, final TestingSplitEnumeratorContext<FileSplit> context) {
    while (!context.getSplitAssignments().containsKey(0)
        || !context.getSplitAssignments().get(0).hasReceivedNoMoreSplitsSignal()) {
      enumerator.handleSplitRequest(0, "a");
      context.triggerAllActions();
    }
  }

  private static HostFiles state(final FileEnumerator enumerator, final long checkpoint) {
    return enumerator.snapshotState(checkpoint).hosts().get(0);
  }

  private static int pendingFiles(final FileEnumerator enumerator) {
    return state(enumerator, 1).pending().stream().mapToInt(each -> each.requests().size()).sum();
  }

  private static FileEnumeratorState restored(final FileEnumeratorState state) throws IOException {
    final FileEnumeratorStateSerializer serializer = new FileEnumeratorStateSerializer();
    return serializer.deserialize(serializer.getVersion(), serializer.serialize(state));
  }

  static List<String> assigned(final TestingSplitEnumeratorContext<FileSplit> context) {
    final List<String> paths = new ArrayList<>();
    for (final SplitAssignmentState<FileSplit> each : context.getSplitAssignments().values()) {
      for (final FileSplit split : each.getAssignedSplits()) {
        for (int i = 0; i < split.requests().size(); i++) {
          paths.add(split.requests().get(i).path());
        }
      }
    }
    return paths;
  }

  private static TestingSplitEnumeratorContext<FileSplit> context(final int subtasks) {
    final TestingSplitEnumeratorContext<FileSplit> context =
        new TestingSplitEnumeratorContext<>(subtasks);
    for (int subtask = 0; subtask < subtasks; subtask++) {
      context.registerReader(subtask, "host");
    }
    return context;
  }

  private FileEnumerator enumerator(
      final TestingSplitEnumeratorContext<FileSplit> context,
      final FileEnumeratorState checkpoint,
      final long mostPending) {
    final FileFinder finder =
        new FileFinder(
            List.of(root.toString()),
            null,
            ListOptions.builder().recursive().build(),
            null,
            Duration.ZERO,
            Duration.ZERO,
            found -> found,
            false);
    final ReadOptions.Builder options = ReadOptions.builder();
    options.set(ReadOption.SPLIT_BYTES, "64k");
    return new FileEnumerator(context, finder, options.build(), checkpoint, mostPending, FILES);
  }
}
