package io.uring.connector.core.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import io.uring.connector.core.list.ListException.Reason;
import io.uring.connector.core.list.Listing.Skipped;
import io.uring.connector.core.plan.Split;
import io.uring.connector.core.plan.SplitPlanner;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileListerTest {
  private static final ListOptions ALL = ListOptions.builder().recursive().build();

  private static final FileTime AGED = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

  @TempDir Path root;

  @Test
  void shouldPutFilesBeforeFoldersAndSortBothByBytes() throws IOException {
    make("b", "B", "a-", "a/z", "a/b/c", "a0/x", "\u00fc", "z", "\ud83d\ude00", "\uff01");
    assertThat(names(list(ALL)))
        .containsExactly(
            "B", "a-", "b", "z", "\u00fc", "\uff01", "\ud83d\ude00", "a/z", "a/b/c", "a0/x");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void shouldGiveTheSameOrderWhateverTheThreads(final int threads) throws IOException {
    for (int i = 0; i < 300; i++) {
      make("f" + i % 7 + "/g" + i % 13 + "/n" + i);
    }
    for (int i = 0; i < 5_000; i++) {
      make("large/" + i);
    }
    final Listing expected = list(ListOptions.builder().recursive().threads(1).build());
    final Listing listing = list(ListOptions.builder().recursive().threads(threads).build());
    assertThat(names(listing)).hasSize(5_300).isEqualTo(names(expected));
  }

  @Test
  void shouldFindInALargeFolderWhatItFindsInASmallOne() throws IOException {
    make("aside", "d/m/x");
    for (int i = 0; i < 9_000; i++) {
      make("d/" + i);
    }
    for (final String name : List.of("d/0", "d/5", "d/z")) {
      link(name + " dangling", "nowhere");
      link(name + " file", "../aside");
      link(name + " folder", "m");
      link(name + " loop", ".");
    }
    final Listing listing = list(ALL);
    final List<String> names = names(listing);
    assertThat(names).hasSize(1 + 9_000 + 3 + 4);
    assertThat(names.subList(1, 9_004)).isSorted().contains("d/0 file", "d/5 file", "d/z file");
    assertThat(names.subList(9_004, names.size()))
        .containsExactly("d/0 folder/x", "d/5 folder/x", "d/m/x", "d/z folder/x");
    assertThat(listing.skipped())
        .containsExactly(
            new Skipped(root + "/d/0 dangling", Listing.Reason.DANGLING),
            new Skipped(root + "/d/0 loop", Listing.Reason.LOOP),
            new Skipped(root + "/d/5 dangling", Listing.Reason.DANGLING),
            new Skipped(root + "/d/5 loop", Listing.Reason.LOOP),
            new Skipped(root + "/d/z dangling", Listing.Reason.DANGLING),
            new Skipped(root + "/d/z loop", Listing.Reason.LOOP));
  }

  @Test
  void shouldTakeOnlyDirectChildrenWhereThereAreNoPartitions() throws IOException {
    make("a", "s/b", "s/t/c");
    final Listing listing = list(ListOptions.builder().build());
    assertThat(names(listing)).containsExactly("a");
    assertThat(listing.partitionColumns()).isEmpty();
    assertThat(listing.partition(0)).isEqualTo(-1);
    assertThat(listing.files().directories()).isEqualTo(1);
  }

  @Test
  void shouldTellThePartitionOfEachFolder() throws IOException {
    make("k=1/v=x%20y/a", "k=1/v=x%20y/b", "k=2/v=__HIVE_DEFAULT_PARTITION__/c", "k=3/v=z/d.txt");
    final Listing listing = list(ListOptions.builder().nameGlob(Glob.of("?")).build());
    assertThat(names(listing))
        .containsExactly("k=1/v=x%20y/a", "k=1/v=x%20y/b", "k=2/v=__HIVE_DEFAULT_PARTITION__/c");
    assertThat(listing.partitionColumns()).containsExactly("k", "v");
    // What the glob filters out is a partition all the same.
    assertThat(listing.partitions()).isEqualTo(3);
    final int partition = listing.partition(listing.files().directory(1));
    assertThat(listing.rawPartitionValue(partition, 1)).isEqualTo("x%20y");
    assertThat(listing.partitionValue(partition, 1)).isEqualTo("x y");
    assertThat(listing.partitionValue(listing.partition(listing.files().directory(2)), 1)).isNull();
  }

  @Test
  void shouldMentionFoldersOutsideOfPartitions() throws IOException {
    make("a", "k=1/b");
    assertThat(list(ListOptions.builder().build()).skipped())
        .containsExactly(new Skipped(root.toString(), Listing.Reason.OUTSIDE_PARTITIONS));
  }

  @Test
  void shouldRefuseConflictingPartitions() throws IOException {
    make("s/k=1/a", "r/k=2/b");
    assertRefused(Reason.CONFLICTING_DIRECTORY_STRUCTURES, root.toString());
    assertThat(names(list(ListOptions.builder().ignoreInvalidPartitions().build())))
        .containsExactly("r/k=2/b", "s/k=1/a");
    make("s/k=1/j=2/c");
    assertRefused(Reason.CONFLICTING_PARTITION_COLUMN_NAMES, root + "/s");
    make("u/k=1/K=1/a");
    assertRefused(Reason.COLUMN_ALREADY_EXISTS, root + "/u");
    assertThat(
            FileLister.list(List.of(root + "/u"), ListOptions.builder().caseSensitive().build())
                .partitionColumns())
        .containsExactly("k", "K");
  }

  @Test
  void shouldListEachFileOnceWhereRootsOverlap() throws IOException {
    make("a", "s/b", "s/c");
    assertThat(
            names(
                FileLister.list(
                    List.of(root + "/s/c", root + "/s/c", root + "/s", root.toString()), ALL)))
        .containsExactly("s/c", "s/b", "a");
  }

  @Test
  void shouldFollowLinksButNotInCircles() throws IOException {
    make("a/x", "b/y");
    link("a/toFolder", "../b");
    link("a/toFile", "../b/y");
    link("b/up", "..");
    link("a/dangling", "nowhere");
    link("a/self", "self");
    link("a/throughFile", "x/y");
    final Listing listing = list(ALL);
    assertThat(names(listing)).containsExactly("a/toFile", "a/x", "a/toFolder/y", "b/y");
    assertThat(listing.skipped())
        .containsExactly(
            new Skipped(root + "/a/dangling", Listing.Reason.DANGLING),
            new Skipped(root + "/a/self", Listing.Reason.DANGLING),
            new Skipped(root + "/a/throughFile", Listing.Reason.DANGLING),
            new Skipped(root + "/a/toFolder/up", Listing.Reason.LOOP),
            new Skipped(root + "/b/up", Listing.Reason.LOOP));
  }

  @Test
  void shouldGiveSpecialFilesARow() throws Exception {
    make("a");
    new ProcessBuilder("mkfifo", root + "/fifo").start().waitFor();
    link("null", "/dev/null");
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(root.resolve("socket")));
      final FileTable files = list(ALL).files();
      assertThat(names(list(ALL))).containsExactly("a", "fifo", "null", "socket");
      for (int file = 0; file < 4; file++) {
        assertThat(files.isSpecial(file)).isEqualTo(file != 0);
        assertThat(files.length(file)).isEqualTo(file == 0 ? 1 : 0);
      }
      assertThat(names(list(ListOptions.builder().skipEmpty().build()))).containsExactly("a");
    }
  }

  @Test
  void shouldListNamesOfAnyBytes() throws Exception {
    final List<String> hex = new ArrayList<>();
    for (final byte[] name :
        List.of(
            new byte[] {(byte) 0xFF, (byte) 0xFE},
            new byte[] {'a', (byte) 0xC3},
            "\uFFFD".getBytes(StandardCharsets.UTF_8),
            "%41 \u00fc\n:".getBytes(StandardCharsets.UTF_8))) {
      final byte[] folder = raw(root, new byte[] {'d', (byte) 0x80});
      Files.createDirectories(RawPath.of(folder));
      Files.write(RawPath.of(raw(RawPath.of(folder), name)), new byte[3]);
      Files.write(RawPath.of(raw(root, name)), new byte[3]);
      hex.add(HexFormat.of().formatHex(raw(root, name)) + " 3 3");
      hex.add(HexFormat.of().formatHex(raw(RawPath.of(folder), name)) + " 3 3");
    }
    for (final String locale : List.of("C.UTF-8", "C", "POSIX")) {
      assertThat(ListProbe.inChild(List.of(), Map.of("LC_ALL", locale), root.toString()))
          .containsExactlyInAnyOrderElementsOf(hex);
    }
    assertThat(ListProbe.lines(List.of(root.toString()))).containsExactlyInAnyOrderElementsOf(hex);
    assertThat(ListProbe.lines(List.of(root + "/*"))).containsExactlyInAnyOrderElementsOf(hex);
  }

  @Test
  void shouldKeepNanosecondsAndCompareMilliseconds() throws IOException {
    make("a");
    final Instant instant = Instant.ofEpochSecond(1_600_000_000, 123_456_789);
    Files.setLastModifiedTime(root.resolve("a"), FileTime.from(instant));
    assertThat(list(ALL).files().modifiedNanos(0)).isEqualTo(1_600_000_000_123_456_789L);
    final long millis = instant.toEpochMilli();
    assertThat(names(list(ListOptions.builder().modifiedAfterMillis(millis).build()))).isEmpty();
    assertThat(names(list(ListOptions.builder().modifiedBeforeMillis(millis).build()))).isEmpty();
    assertThat(
            names(
                list(
                    ListOptions.builder()
                        .modifiedAfterMillis(millis - 1)
                        .modifiedBeforeMillis(millis + 1)
                        .build())))
        .containsExactly("a");
  }

  @Test
  void shouldKnowTimesBefore1970() throws Exception {
    // Java itself cannot set such a time.
    new ProcessBuilder("touch", "-d", "1969-12-31 23:59:59.9985 UTC", root + "/a")
        .start()
        .waitFor();
    assertThat(list(ALL).files().modifiedNanos(0)).isEqualTo(-1_500_000L);
    // Rounds down, as File.lastModified does: -2, not -1.
    assertThat(names(list(ListOptions.builder().modifiedBeforeMillis(-1).build())))
        .containsExactly("a");
  }

  @Test
  void shouldSayWhichRootIsMissing() {
    final String missing = root + "/missing";
    assertThatThrownBy(() -> FileLister.list(List.of(missing), ALL))
        .isInstanceOfSatisfying(
            ListException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.PATH_NOT_FOUND);
              assertThat(e.path()).isEqualTo(missing);
            })
        .hasMessage("path does not exist: " + missing);
    assertThatThrownBy(() -> FileLister.list(List.of(root + "/*"), ALL))
        .hasMessage("path does not exist: " + root + "/*");
    assertThatThrownBy(() -> FileLister.list(List.of(root + "/{a"), ALL))
        .isInstanceOfSatisfying(
            ListException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ILLEGAL_GLOB));
    assertThatThrownBy(() -> FileLister.list(List.of("a"), ALL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldTakeGlobCharactersLiterallyWhereAskedTo() throws IOException {
    make("[a]/x", "a/y");
    assertThat(
            names(
                FileLister.list(
                    List.of(root + "/[a]"),
                    ListOptions.builder().recursive().literalRoots().build())))
        .containsExactly("[a]/x");
  }

  @Test
  void shouldSkipRootsThatAreMissingOnlyWhereAskedTo() throws IOException {
    Files.writeString(root.resolve("a"), "1");
    final List<String> roots = List.of(root + "/gone", root.toString(), root + "/x*");
    final Listing listing =
        FileLister.list(roots, ListOptions.builder().skipMissingRoots().build());
    assertThat(names(listing)).containsExactly("a");
    assertThat(listing.skipped())
        .containsExactly(
            new Skipped(root + "/gone", Listing.Reason.MISSING),
            new Skipped(root + "/x*", Listing.Reason.MISSING));
    assertThatThrownBy(() -> FileLister.list(roots, ListOptions.builder().skipMissing().build()))
        .hasMessage("path does not exist: " + root + "/gone");
  }

  @Test
  void shouldSkipFoldersThatVanishOnlyWhereAskedTo() throws IOException {
    final Path path = Files.createDirectory(root.resolve("gone"));
    final Folder gone = new Folder(path, null, Objects.requireNonNull(Stat.follow(path)));
    Files.delete(path);
    assertThatThrownBy(() -> Walk.fill(Set.of(gone), ALL))
        .isInstanceOf(ListException.class)
        .hasMessageStartingWith("opendir failed: errno=ENOENT(2), file=" + root + "/gone");
    Walk.fill(Set.of(gone), ListOptions.builder().skipMissing().build());
    assertThat(gone.skipped()).containsExactly(new Skipped(root + "/gone", Listing.Reason.MISSING));
  }

  @Test
  void shouldKnowWhichFilesHaveSettled() throws IOException {
    make("d/a old", "d/b fresh", "d/c ahead", "aside");
    age(root.resolve("d/a old"));
    age(root.resolve("aside"));
    Files.setLastModifiedTime(
        root.resolve("d/c ahead"), FileTime.from(Instant.now().plusSeconds(3600)));
    Files.createSymbolicLink(root.resolve("d/d link"), root.resolve("aside"));
    final FileTable files = FileLister.list(List.of(root + "/d"), ALL).files();
    assertThat(files.size()).isEqualTo(4);
    assertThat(files.isSettled(0)).isTrue();
    assertThat(files.isSettled(1)).isFalse();
    assertThat(files.isSettled(2)).isFalse();
    assertThat(files.isSettled(3)).isFalse();
    assertThat(files.modifiedNanos(3)).isEqualTo(AGED.toMillis() * 1_000_000);
  }

  @Test
  void shouldGiveFoldersTheirTimeUnlessItIsFresh() throws IOException {
    make("old/a", "old/b", "fresh/c");
    age(root.resolve("old"));
    final FileTable files = list(ALL).files();
    assertThat(files.directoryPath(1)).endsWith("/old");
    assertThat(files.directoryModifiedNanos(0)).isEqualTo(FileTable.UNKNOWN);
    assertThat(files.directoryModifiedNanos(1)).isEqualTo(AGED.toMillis() * 1_000_000);
  }

  @Test
  void shouldListAFolderAndAFileOfItOnce() throws IOException {
    make("old/a", "old/b");
    age(root.resolve("old"));
    final List<String> roots = List.of(root + "/old/a", root + "/old");
    final FileTable files = FileLister.list(roots, ALL).files();
    assertThat(files.size()).isEqualTo(2);
    assertThat(files.directories()).isEqualTo(1);
    assertThat(files.directoryModifiedNanos(0)).isEqualTo(AGED.toMillis() * 1_000_000);
  }

  @Test
  void shouldGiveFoldersOfFilesTheirTime() throws IOException {
    make("old/a", "old/b", "fresh/c");
    age(root.resolve("old"));
    final FileTable files =
        FileLister.list(List.of(root + "/old/*", root + "/fresh/c"), ListOptions.builder().build())
            .files();
    assertThat(files.path(2)).endsWith("/fresh/c");
    assertThat(files.directoryModifiedNanos(0)).isEqualTo(AGED.toMillis() * 1_000_000);
    assertThat(files.directoryModifiedNanos(1)).isEqualTo(FileTable.UNKNOWN);
  }

  private static void age(final Path path) throws IOException {
    Files.setLastModifiedTime(path, AGED);
  }

  @ParameterizedTest
  @CsvSource({"---------, opendir, closed", "r--r--r--, stat, closed/a"})
  void shouldNameWhatMayNotBeLookedAt(
      final String permissions, final String operation, final String name) throws Exception {
    make("closed/a");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        root.resolve("closed"), PosixFilePermissions.fromString(permissions));
    final List<String> lines;
    if (System.getProperty("user.name").equals("root")) {
      final List<String> nobody = List.of("setpriv", "--reuid=65534", "--clear-groups");
      assumeThat(ListProbe.inChild(nobody, Map.of(), "/dev/null")).hasSize(1);
      lines = ListProbe.inChild(nobody, Map.of(), root.toString());
    } else {
      lines = ListProbe.lines(List.of(root.toString()));
    }
    Files.setPosixFilePermissions(
        root.resolve("closed"), PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .contains(operation + " failed: errno=EACCES(13), file=" + root + "/" + name + ", cause=");
  }

  @Test
  void shouldWalkTreesOfTwoThousandLevels() throws Exception {
    Path folder = root;
    while (folder.toString().length() < 4000) {
      folder = folder.resolve("d");
    }
    Files.createDirectories(folder);
    Files.write(folder.resolve("leaf"), new byte[1]);
    assertThat(list(ALL).files().path(0)).isEqualTo(folder.resolve("leaf").toString());
    // JUnit would take minutes to remove it.
    new ProcessBuilder("rm", "-rf", root + "/d").start().waitFor();
  }

  @Test
  void shouldStopWhenInterrupted() throws IOException {
    make("a");
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> list(ALL)).isInstanceOf(java.io.InterruptedIOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void shouldNeedNoMoreThan200BytesAFile() throws IOException {
    for (int i = 0; i < 10_000; i++) {
      make("folder-" + i % 30 + "/image-" + i + ".jpg");
    }
    final long before = usedHeap();
    final Listing listing = list(ALL);
    final List<Split> splits = SplitPlanner.plan(listing.requests(), 1 << 20, 1);
    final long used = usedHeap() - before;
    assertThat(listing.files().size()).isEqualTo(10_000);
    assertThat(splits).hasSizeGreaterThan(100);
    assertThat(used).isLessThan(10_000 * 200L);
  }

  private static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      final Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private void assertRefused(final Reason reason, final String path) {
    assertThatThrownBy(() -> FileLister.list(List.of(path), ListOptions.builder().build()))
        .isInstanceOfSatisfying(ListException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private Listing list(final ListOptions options) throws IOException {
    return FileLister.list(List.of(root.toString()), options);
  }

  private List<String> names(final Listing listing) {
    final List<String> names = new ArrayList<>();
    for (int file = 0; file < listing.files().size(); file++) {
      names.add(listing.files().path(file).substring(root.toString().length() + 1));
    }
    return names;
  }

  private void make(final String... names) throws IOException {
    for (final String name : names) {
      final Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[1]);
    }
  }

  private void link(final String name, final String target) throws IOException {
    Files.createSymbolicLink(root.resolve(name), Path.of(target));
  }

  private static byte[] raw(final Path folder, final byte[] name) {
    final byte[] start = RawPath.bytes(folder);
    final byte[] path = Arrays.copyOf(start, start.length + 1 + name.length);
    path[start.length] = '/';
    System.arraycopy(name, 0, path, start.length + 1, name.length);
    return path;
  }
}
