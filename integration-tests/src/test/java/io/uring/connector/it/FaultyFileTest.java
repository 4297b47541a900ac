package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file system that is slow, brings little, fails or lies: rows are whole, or fail by name. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FaultyFileTest {
  private static final int LENGTH = 300_000;
  private static final int FILES = 12;

  @TempDir Path temporary;
  private FaultyFiles files;

  @BeforeEach
  void mount() throws Exception {
    files = FaultyFiles.mountIn(temporary);
    for (int i = 0; i < FILES; i++) {
      files.with(name(i), LENGTH + i);
    }
  }

  @AfterEach
  void unmount() throws Exception {
    if (files != null) {
      files.close();
    }
    Leaks.assertNoMemoryHeld();
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NIO"})
  void shouldKeepTheOrderOfDelayedFiles(final EngineChoice engine) throws Exception {
    for (int i = 0; i < FILES; i += 2) {
      files.with(name(i), Map.of("delay", 20 * (FILES - i)));
    }
    assertRows(rows(engine));
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NIO"})
  void shouldReadOthersWhileOneIsHeldBack(final EngineChoice engine) throws Exception {
    files.with(name(0), Map.of("hang", true));
    try (BatchReader reader = open(engine)) {
      final CompletableFuture<FileBatch> first = reader.nextAsync();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> files.waiting() == 1 && reader.counters().sum(Counter.FILES) >= 2);
      assertThat(first).isNotDone();
      files.release();
      final List<byte[]> rows = new ArrayList<>();
      try (FileBatch batch = first.get(1, TimeUnit.MINUTES)) {
        rows.add(bytes(batch.content(0)));
      }
      rows.addAll(rest(reader));
      assertRows(rows);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NIO"})
  void shouldGoOnAfterShortReads(final EngineChoice engine) throws Exception {
    for (int i = 0; i < FILES; i++) {
      files.with(name(i), Map.of("short", 10_000 + 4_321 * i));
    }
    try (BatchReader reader = open(engine)) {
      assertRows(rest(reader));
      assertThat(reader.counters().sum(Counter.SHORT_READS)).isGreaterThanOrEqualTo(5 * FILES);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NIO"})
  void shouldNameTheFileThatFails(final EngineChoice engine) throws Exception {
    files.with(name(3), Map.of("errno", 5, "at", 200_000, "short", 65_536));
    try (BatchReader reader = open(engine)) {
      final ReadException failure = failure(reader, 3);
      assertThat(failure.getMessage())
          .isEqualTo(
              "read failed: errno=EIO(5), file="
                  + files.file(name(3))
                  + ", offset=0, length="
                  + (LENGTH + 3));
      assertThat(failure.failure().kind()).isEqualTo(Kind.MEDIA);
      assertThat(rest(reader)).as("files behind it").hasSize(FILES - 4);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NIO"})
  void shouldLeaveOutWhatFailsWhereSoWished(final EngineChoice engine) throws Exception {
    files.with(name(3), Map.of("errno", 5, "cached", true)).with(name(7), Map.of("errno", 116));
    final ReadOptions options = options(engine).skip(Kind.MEDIA).skip(Kind.CHANGED).build();
    final List<String> left = new ArrayList<>();
    final FileScan scan =
        scan().options(options).onRejected(failure -> left.add(failure.message()));
    try (BatchReader reader = scan.open()) {
      assertThat(rest(reader)).hasSize(FILES - 2);
      assertThat(reader.counters().sum(Counter.SKIPPED)).isEqualTo(2);
    }
    assertThat(left)
        .containsExactly(
            "read failed: errno=EIO(5), file="
                + files.file(name(3))
                + ", offset=0, length="
                + (LENGTH + 3),
            "read failed: errno=ESTALE(116), file="
                + files.file(name(7))
                + ", offset=0, length="
                + (LENGTH + 7));
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NIO"})
  void shouldNotMakeARowOfAFileThatIsShorterThanItSays(final EngineChoice engine) throws Exception {
    files.with(name(3), Map.of("size", LENGTH + 1000));
    try (BatchReader reader = open(engine)) {
      final ReadException failure = failure(reader, 3);
      assertThat(failure.getMessage())
          .isEqualTo(
              "read failed: errno=ESTALE(116), file="
                  + files.file(name(3))
                  + ", offset=0, length="
                  + (LENGTH + 1000)
                  + ": the file changed after it was listed: it ended after "
                  + (LENGTH + 3)
                  + " bytes of the request");
      assertThat(failure.failure().kind()).isEqualTo(Kind.CHANGED);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NIO"})
  void shouldCloseAtOnceWhileAReadIsHeldBack(final EngineChoice engine) throws Exception {
    files.with(name(0), Map.of("hang", true)).with(name(1), Map.of("hang", true));
    final BatchReader reader = open(engine);
    final CompletableFuture<FileBatch> first = reader.nextAsync();
    await().atMost(Duration.ofMinutes(1)).until(() -> files.waiting() == 2);
    final List<CompletableFuture<Void>> closers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      closers.add(CompletableFuture.runAsync(reader::close));
    }
    CompletableFuture.allOf(closers.toArray(new CompletableFuture<?>[0])).get(1, TimeUnit.MINUTES);
    assertThat(files.waiting()).isEqualTo(2);
    assertThat(reader.heldBytes()).as("what the kernel may write to").isPositive();
    assertThat(first).isNotDone();
    // Others read meanwhile.
    files.with(name(0), Map.of()).with(name(1), Map.of());
    assertRows(rows(engine));
    files.release();
    assertThat(first).failsWithin(Duration.ofMinutes(1));
    await().atMost(Duration.ofMinutes(1)).until(() -> reader.heldBytes() == 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NIO"})
  void shouldHearAnInterruptWhileAReadIsHeldBack(final EngineChoice engine) throws Exception {
    files.with(name(0), Map.of("hang", true));
    final Thread task = Thread.currentThread();
    try (BatchReader reader = open(engine)) {
      final CompletableFuture<Void> killer =
          CompletableFuture.runAsync(
              () -> {
                await().atMost(Duration.ofMinutes(1)).until(() -> files.waiting() == 1);
                task.interrupt();
              });
      assertThat(catchThrowableOfType(InterruptedIOException.class, reader::next)).isNotNull();
      assertThat(Thread.interrupted()).isTrue();
      killer.get(1, TimeUnit.MINUTES);
      files.release();
      assertRows(rest(reader));
    }
  }

  private static String name(final int i) {
    return String.format("f%02d", i);
  }

  private FileScan scan() throws Exception {
    final List<Path> paths = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      paths.add(files.file(name(i)));
    }
    return FileScan.of(paths);
  }

  /** A batch for each file. */
  private static ReadOptions.Builder options(final EngineChoice engine) throws Exception {
    Requirement.engine(engine);
    return ReadOptions.builder().engine(engine).batchRows(1);
  }

  private BatchReader open(final EngineChoice engine) throws Exception {
    return scan().options(options(engine).build()).open();
  }

  private List<byte[]> rows(final EngineChoice engine) throws Exception {
    try (BatchReader reader = open(engine)) {
      return rest(reader);
    }
  }

  private static List<byte[]> rest(final BatchReader reader) throws Exception {
    final List<byte[]> rows = new ArrayList<>();
    for (FileBatch batch = reader.next(); batch != null; batch = reader.next()) {
      try (FileBatch open = batch) {
        rows.add(bytes(open.content(0)));
      }
    }
    return rows;
  }

  /** Takes so many whole files, and then the failure. */
  private ReadException failure(final BatchReader reader, final int whole) throws Exception {
    for (int i = 0; i < whole; i++) {
      try (FileBatch batch = reader.next()) {
        assertThat(bytes(batch.content(0))).isEqualTo(files.content(name(i)));
      }
    }
    final ReadException failure = catchThrowableOfType(ReadException.class, reader::next);
    assertThat(failure).isNotNull();
    return failure;
  }

  private void assertRows(final List<byte[]> rows) throws Exception {
    assertThat(rows).hasSize(FILES);
    for (int i = 0; i < FILES; i++) {
      assertThat(rows.get(i)).as(name(i)).isEqualTo(files.content(name(i)));
    }
  }

  private static byte[] bytes(final ByteBuffer content) {
    final byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    return bytes;
  }
}
