package io.uring.connector.spark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which files are in which batch. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FileStreamTest {
  private static final Instant START = Instant.parse("2020-09-13T12:26:40Z");

  @TempDir Path folder;

  private final Map<String, String> options = new TreeMap<>(Map.of("minFileAge", "0"));
  private Path incoming;
  private Instant now = START.plusSeconds(100_000);
  private FileStream stream;
  private @Nullable Offset last;

  /** How many files there have been, each an hour younger than the one before. */
  private int made;

  @BeforeEach
  void open() throws IOException {
    incoming = Files.createDirectories(folder.resolve("incoming"));
    stream = stream(incoming);
  }

  @Test
  void shouldTakeTheOldestFirst() throws IOException {
    make("c", 1);
    make("a", 1);
    make("b", 1);
    assertThat(next()).containsExactly("c", "a", "b");
    assertThat(next()).isEmpty();
    make("d", 1);
    assertThat(next()).containsExactly("d");
  }

  @Test
  void shouldTakeSoManyFiles() throws IOException {
    make("a", "b", "c", "d", "e");
    assertThat(next(ReadLimit.maxFiles(2))).containsExactly("a", "b");
    assertThat(next(ReadLimit.maxFiles(2))).containsExactly("c", "d");
    assertThat(next(ReadLimit.maxFiles(2))).containsExactly("e");
    assertThat(next(ReadLimit.maxFiles(2))).isEmpty();
  }

  @Test
  void shouldTakeSoManyBytesButOneFileAtLeast() throws IOException {
    options.put("maxBytesPerTrigger", "2k");
    make("a", 1000);
    make("b", 1048);
    make("c", 500);
    make("d", 9000);
    make("e", 1);
    reopen();
    assertThat(next()).containsExactly("a", "b");
    assertThat(next()).containsExactly("c");
    assertThat(next()).containsExactly("d");
    assertThat(next()).containsExactly("e");
  }

  @Test
  void shouldKeepBothLimits() throws IOException {
    options.put("maxBytesPerTrigger", "2000");
    options.put("maxFilesPerTrigger", "2");
    make("a", "b", "c");
    make("d", 3000);
    make("e", 1);
    reopen();
    assertThat(next()).containsExactly("a", "b");
    assertThat(next()).containsExactly("c");
    assertThat(next()).containsExactly("d");
    assertThat(next()).containsExactly("e");
  }

  @Test
  void shouldTakeWhatIsThereAtTheStartAndNothingThatComesLater() throws IOException {
    make("a", "b", "c");
    stream.prepareForTriggerAvailableNow();
    assertThat(next(ReadLimit.maxFiles(2))).containsExactly("a", "b");
    make("later");
    assertThat(next(ReadLimit.maxFiles(2))).containsExactly("c");
    assertThat(next(ReadLimit.maxFiles(2))).isEmpty();
    reopen();
    assertThat(next()).containsExactly("later");
  }

  @Test
  void shouldTakeFilesThatCameWhileItWasDown() throws IOException {
    make("a", "b");
    assertThat(next(ReadLimit.maxFiles(1))).containsExactly("a");
    make("c");
    reopen();
    assertThat(next()).containsExactly("b", "c");
  }

  @Test
  void shouldGiveTheSameBatchAgainThoughTheOptionsHaveChanged() throws IOException {
    options.put("maxFilesPerTrigger", "2");
    make("a", "b", "c");
    reopen();
    final Offset start = stream.initialOffset();
    final Offset end = stream.latestOffset(start, stream.getDefaultReadLimit());
    final Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.write(elsewhere.resolve("x"), new byte[1]);
    options.put("maxFilesPerTrigger", "1");
    stream = stream(elsewhere);
    final Offset again = stream.deserializeOffset(end.json());
    assertThat(StreamedFolder.names(stream.planInputPartitions(start, again)))
        .containsExactly("a", "b");
    last = again;
    assertThat(next()).containsExactly("x");
    stream = stream(incoming, elsewhere);
    assertThat(next()).containsExactly("c");
    assertThat(next()).isEmpty();
  }

  @Test
  void shouldLeaveAFileThatIsBeingWrittenUntilItStaysAsItIs() throws IOException {
    options.put("minFileAge", "10s");
    reopen();
    make("complete");
    for (int second = 0; second < 30; second += 5) {
      grow("slow", second);
      assertThat(next()).isEqualTo(second == 0 ? List.of("complete") : List.of());
      now = now.plusSeconds(5);
    }
    assertThat(stream.metrics(Optional.empty())).containsEntry("numFilesIncomplete", "1");
    now = now.plusSeconds(5);
    assertThat(next()).containsExactly("slow");
    assertThat(stream.metrics(Optional.empty())).containsEntry("numFilesIncomplete", "0");
  }

  @Test
  void shouldTakeAFileOfTheFutureThatStaysAsItIs() throws IOException {
    options.put("minFileAge", "10s");
    reopen();
    make("future");
    Files.setLastModifiedTime(
        incoming.resolve("future"), FileTime.from(now.plusSeconds(1_000_000)));
    assertThat(next()).isEmpty();
    now = now.plusSeconds(9);
    assertThat(next()).isEmpty();
    now = now.plusSeconds(1);
    assertThat(next()).containsExactly("future");
  }

  @Test
  void shouldTakeWhatIsRenamedIntoPlaceWhateverItsTime() throws IOException {
    make("a");
    assertThat(next()).containsExactly("a");
    final Path old = Files.write(folder.resolve("old"), new byte[1]);
    Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
    Files.move(old, incoming.resolve("b"));
    final Path within = Files.createDirectory(folder.resolve("within"));
    Files.write(within.resolve("c"), new byte[1]);
    Files.setLastModifiedTime(within.resolve("c"), FileTime.from(Instant.EPOCH));
    Files.setLastModifiedTime(within, FileTime.from(Instant.EPOCH));
    Files.move(within, incoming.resolve("within"));
    assertThat(next()).containsExactlyInAnyOrder("b", "c");
    assertThat(next()).isEmpty();
  }

  @Test
  void shouldTakeAFileOnceThoughItChanges() throws IOException {
    make("a");
    assertThat(next()).containsExactly("a");
    make("a");
    assertThat(next()).isEmpty();
    reopen();
    assertThat(next()).isEmpty();
  }

  @Test
  void shouldPassOverWhatIsHiddenEmptyOrSparksOwn() throws IOException {
    make("_SUCCESS", ".a.crc", "_temporary/b", "c._COPYING_", "d");
    make("empty", 0);
    assertThat(next()).containsExactly("d");
    make("empty", 3);
    assertThat(next()).containsExactly("empty");
  }

  @Test
  void shouldTakeAFileInTwoFoldersThatOverlapOnce() throws IOException {
    make("a", "sub/b");
    stream = stream(incoming, incoming.resolve("sub"), incoming);
    assertThat(next()).containsExactlyInAnyOrder("a", "b");
    assertThat(next()).isEmpty();
  }

  @Test
  void shouldGoOnThoughAFolderVanishesForAMoment() throws IOException {
    final Path other = Files.createDirectory(folder.resolve("other"));
    stream = stream(incoming, other);
    make("a", "sub/b");
    assertThat(next()).containsExactlyInAnyOrder("a", "b");
    Files.move(incoming, folder.resolve("away"));
    assertThat(next()).isEmpty();
    assertThat(stream.metrics(Optional.empty())).containsEntry("numPathsSkipped", "1");
    Files.write(other.resolve("x"), new byte[1]);
    assertThat(next()).containsExactly("x");
    Files.move(folder.resolve("away"), incoming);
    make("c");
    assertThat(next()).containsExactly("c");
    assertThat(stream.metrics(Optional.empty())).containsEntry("numPathsSkipped", "0");
  }

  @Test
  void shouldLeaveWhatChangesBetweenListingAndTrigger() throws IOException {
    make("a", "b", "c", "d");
    assertThat(next(ReadLimit.maxFiles(1))).containsExactly("a");
    Files.delete(incoming.resolve("b"));
    Files.write(incoming.resolve("c"), new byte[0]);
    assertThat(next(ReadLimit.maxFiles(1))).containsExactly("d");
    assertThat(next()).isEmpty();
    Files.write(incoming.resolve("c"), new byte[1]);
    assertThat(next()).containsExactly("c");
  }

  @Test
  void shouldForgetAFileSomeTimeAfterItHasGone() throws IOException {
    options.put("forgetAfter", "1h");
    reopen();
    make("a", "b");
    assertThat(next()).containsExactly("a", "b");
    Files.delete(incoming.resolve("a"));
    assertThat(next()).isEmpty();
    now = now.plusSeconds(3599);
    make("a");
    assertThat(next()).isEmpty();
    Files.delete(incoming.resolve("a"));
    assertThat(next()).isEmpty();
    now = now.plusSeconds(3600);
    assertThat(next()).isEmpty();
    assertThat(stream.metrics(Optional.empty())).containsEntry("numFilesRemembered", "1");
    make("a");
    assertThat(next()).containsExactly("a");
  }

  @Test
  void shouldNotShareAnythingBetweenTwoStreams() throws IOException {
    make("a", "b");
    final FileStream other =
        new FileStream(
            new StreamedFolder(incoming),
            StreamOptions.of(new CaseInsensitiveStringMap(options)),
            folder.resolve("other checkpoint").toUri().getPath(),
            new Configuration());
    assertThat(next(ReadLimit.maxFiles(1))).containsExactly("a");
    final Offset end = other.latestOffset(other.initialOffset(), ReadLimit.allAvailable());
    assertThat(StreamedFolder.names(other.planInputPartitions(other.initialOffset(), end)))
        .containsExactly("a", "b");
    assertThat(next()).containsExactly("b");
  }

  @Test
  void shouldHaveNoOffsetBeforeTheFirstFile() throws IOException {
    assertThat(stream.latestOffset(stream.initialOffset(), ReadLimit.allAvailable())).isNull();
    make("a");
    assertThat(next()).containsExactly("a");
    assertThat(stream.latestOffset(last, ReadLimit.allAvailable())).isEqualTo(last);
  }

  @Test
  void shouldRefuseOptionsThatMakeNoSense() {
    assertRefused("maxFilesPerTrigger", "0", "must be a number of 1 or more, not 0");
    assertRefused("maxFilesPerTrigger", "5000000000", "must be a number of 1 or more");
    assertRefused(
        "maxBytesPerTrigger", "many", "must be 1 or more bytes (or as 512k, 64m, 1g), not many");
    assertRefused("minFileAge", "10", "must be a time such as 500ms, 10s, 5m, 1h or 7d, not 10");
    assertRefused("forgetAfter", "0s", "must be 1s or more, not 0s");
    assertRefused(
        "latestFirst", "true", "must be false (the oldest files always come first), not true");
    assertRefused(
        "cleanSource",
        "delete",
        "must be off (format uring deletes and moves nothing), not delete");
    options.put("LATESTFIRST", "false");
    options.put("cleansource", "OFF");
    assertThat(StreamOptions.of(new CaseInsensitiveStringMap(options)).minFileAgeMillis()).isZero();
  }

  private static void assertRefused(final String name, final String value, final String message) {
    assertThatThrownBy(() -> StreamOptions.of(new CaseInsensitiveStringMap(Map.of(name, value))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("option " + name + " " + message);
  }

  /** Makes files of one byte. */
  private void make(final String... names) throws IOException {
    for (final String name : names) {
      make(name, 1);
    }
  }

  private void make(final String name, final int length) throws IOException {
    final Path file = incoming.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[length]);
    Files.setLastModifiedTime(file, FileTime.from(START.plusSeconds(60L * made++)));
  }

  private void grow(final String name, final int length) throws IOException {
    final Path file = Files.write(incoming.resolve(name), new byte[1 + length]);
    Files.setLastModifiedTime(file, FileTime.from(now));
  }

  private List<String> next() {
    return next(stream.getDefaultReadLimit());
  }

  /** The files of the next batch; none where there is no next batch. */
  private List<String> next(final ReadLimit limit) {
    final Offset start = last == null ? stream.initialOffset() : last;
    final Offset end = stream.latestOffset(start, limit);
    if (end == null || end.equals(start)) {
      return List.of();
    }
    last = end;
    return StreamedFolder.names(stream.planInputPartitions(start, end));
  }

  /** As after a restart. */
  private void reopen() throws IOException {
    stream = stream(incoming);
  }

  private FileStream stream(final Path... folders) throws IOException {
    return new FileStream(
        new StreamedFolder(folders),
        StreamOptions.of(new CaseInsensitiveStringMap(options)),
        new StreamLog(FarFileSystem.folder(folder.resolve("checkpoint"))),
        () -> now,
        0);
  }
}
