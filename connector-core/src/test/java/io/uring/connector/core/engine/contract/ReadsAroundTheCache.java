package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.uring.connector.core.CacheUse;
import io.uring.connector.core.DirectIo;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import io.uring.connector.core.testing.ChildJvm;
import io.uring.connector.core.testing.ReadProgram;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads that go around the page cache, or leave nothing in it, bring the bytes that others bring,
 * and say where the file system would not have it.
 */
interface ReadsAroundTheCache extends EngineUnderTest {
  int[] ODD = {0, 1, 511, 512, 513, 4095, 4096, 4097};

  @ParameterizedTest
  @ValueSource(ints = {3 * 4096, 3 * 4096 + 1, 3 * 4096 - 1, (1 << 20) + 4096, 1 << 20, 10})
  default void shouldReadRangesDirectly(int size, @TempDir Path folder) throws Exception {
    Path file = TestFiles.write(folder.resolve("file"), 7, size);
    FileTable table = TestFiles.table(List.of(file));
    List<long[]> ranges = new ArrayList<>();
    for (int odd : ODD) {
      for (int other : ODD) {
        ranges.add(new long[] {odd, other});
        ranges.add(new long[] {odd, size - odd - other});
        // Tails.
        ranges.add(new long[] {size - odd, Math.min(odd, other)});
        ranges.add(new long[] {size - odd, odd});
      }
    }
    ranges.removeIf(
        range -> range[0] < 0 || range[1] < 0 || range[0] > size || range[0] + range[1] > size);
    RequestList requests =
        RequestList.ranges(
            table,
            new int[ranges.size()],
            ranges.stream().mapToLong(range -> range[0]).toArray(),
            ranges.stream().mapToLong(range -> range[1]).toArray());
    for (int depth : new int[] {1, 64}) {
      FileScan scan = scan(requests).options(direct().threads(1).queueDepth(depth).build());
      Scans.assertRows(Scans.rows(scan), requests, each -> TestFiles.content(7, size));
    }
  }

  @Test
  default void shouldReadWholeFilesDirectly(@TempDir Path folder) throws Exception {
    int[] sizes = {0, 1, 511, 512, 4095, 4096, 4097, 0, (1 << 20) - 1, 1 << 20, (3 << 20) + 4097};
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      files.add(TestFiles.write(folder.resolve("file" + i), i, sizes[i]));
    }
    RequestList requests = TestFiles.whole(files);
    try (BatchReader reader = scan(requests).options(direct().build()).open()) {
      Scans.assertRows(Scans.rows(reader), requests, file -> TestFiles.content(file, sizes[file]));
      assertThat(reader.counters().sum(Counter.FILES)).isEqualTo(sizes.length);
      // All but the empty ones, or none.
      assertThat(reader.counters().sum(Counter.DIRECT_REFUSED)).isIn(0L, sizes.length - 2L);
    }
  }

  @Test
  default void shouldNoticeDirectlyThatAFileShrankOrGrew(@TempDir Path folder) throws Exception {
    for (int length : new int[] {1, 4095, 4096, 5000, 1 << 20, (3 << 20) + 5}) {
      for (int by : new int[] {-1, 1, 4096}) {
        Path inside = Files.createDirectory(folder.resolve(length + "." + by));
        Path file = TestFiles.write(inside.resolve("file"), 1, length);
        TestFiles.settle(inside);
        RequestList requests = TestFiles.listed(inside);
        try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
          writer.setLength(length + by);
        }
        assertThat(Scans.failure(scan(requests).options(direct().build())).getMessage())
            .isEqualTo(
                "read failed: errno=ESTALE(116), file="
                    + file
                    + ", offset=0, length="
                    + length
                    + ": the file changed after it was listed: its size was "
                    + length
                    + " and is "
                    + (length + by));
      }
    }
  }

  /** Linux has one file system that always refuses direct reads, and that anybody may mount. */
  @Test
  default void shouldReadThroughTheCacheWhatCannotBeReadAroundIt(@TempDir Path folder)
      throws Exception {
    Path source = Files.createDirectory(folder.resolve("source"));
    int[] sizes = {0, 1, 4096, 5000, 2 << 20, (1 << 20) + 1};
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < sizes.length; i++) {
      TestFiles.write(source.resolve("file" + i), i, sizes[i]);
      digest.update(TestFiles.content(i, sizes[i]));
    }
    String target = Files.createDirectory(folder.resolve("target")).toString();
    String[] mounted = {"unshare", "-rm", "sh", "-c", ""};
    String mount = "mount -t ramfs none '" + target + "' && cp '" + source + "'/* '" + target + "'";
    mounted[4] = mount;
    assumeThat(new ProcessBuilder(mounted).start().waitFor()).as("ramfs is mounted").isZero();
    mounted[4] = mount + " && exec \"$0\" \"$@\"";
    ChildJvm.Result refused = read(ChildJvm.startedBy(mounted), target, "directIo=always");

    assertThat(refused.exit()).as(refused.output()).isZero();
    assertThat(refused.value("engine")).as(refused.output()).isEqualTo(name());
    assertThat(refused.value("digest")).isEqualTo(HexFormat.of().formatHex(digest.digest()));
    // An empty file needs no read.
    assertThat(refused.value("directRefused")).isEqualTo("5");
    assertThat(refused.value("dropRefused")).isEqualTo("0");
  }

  @Test
  default void shouldCountWhatStaysCached(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 50, 10_000));
    try (BatchReader reader = scan(requests).options(drop().build()).open()) {
      Scans.assertRows(Scans.rows(reader), requests, file -> TestFiles.content(file, 10_000));
      if (isRing()) {
        // It depends on the kernel and on the file system, but not on the file.
        assertThat(reader.counters().sum(Counter.DROP_REFUSED)).isIn(0L, 50L);
      } else {
        assertThat(reader.counters().sum(Counter.DROP_REFUSED)).isEqualTo(50);
      }
    }
  }

  /** A file system in memory is a cache itself. */
  @Test
  default void shouldReadWhatCannotBeDropped() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeThat(memory).isWritable();
    Path folder = Files.createTempDirectory(memory, "drop");
    try {
      List<Path> files = TestFiles.writeMany(folder, 100, 10_000);
      files.add(TestFiles.write(folder.resolve("large"), 100, 5 << 20));
      RequestList requests = TestFiles.whole(files);
      for (int depth : new int[] {1, 64}) {
        ReadOptions options = drop().directIo(DirectIo.NEVER).threads(1).queueDepth(depth).build();
        try (BatchReader reader = scan(requests).options(options).open()) {
          Scans.assertRows(
              Scans.rows(reader),
              requests,
              file -> TestFiles.content(file, file == 100 ? 5 << 20 : 10_000));
          // Pieces of a large file that are in flight at once are refused one by one.
          assertThat(reader.counters().sum(Counter.DROP_REFUSED)).isBetween(101L, 106L);
        }
      }
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  @Test
  default void shouldLeaveNothingInTheCacheThatWasNotThere(@TempDir Path folder) throws Exception {
    assumeThat(isRing()).as("this engine can drop").isTrue();
    Path file = TestFiles.write(folder.resolve("file"), 1, 300_000);
    RequestList requests = TestFiles.whole(file);
    evict(file);
    assumeThat(cachedPages(file)).as("pages that were evicted").isZero();
    try (BatchReader reader = scan(requests).options(drop().build()).open()) {
      assertThat(Scans.rows(reader)).hasSize(1);
      assumeThat(reader.counters().sum(Counter.DROP_REFUSED)).as("refused").isZero();
    }
    assertThat(cachedPages(file)).isZero();
    try (BatchReader reader = scan(requests).options(options().build()).open()) {
      assertThat(Scans.rows(reader)).hasSize(1);
    }
    assertThat(cachedPages(file)).isEqualTo(74);
  }

  private ReadOptions.Builder direct() {
    return options().directIo(DirectIo.ALWAYS);
  }

  private ReadOptions.Builder drop() {
    return options().cache(CacheUse.DROP);
  }

  private ChildJvm.Result read(ChildJvm child, String folder, String... options) throws Exception {
    String[] engineAndBinding = name().split("/");
    List<String> arguments = new ArrayList<>(List.of(folder, "engine=" + engineAndBinding[0]));
    if (engineAndBinding.length == 2) {
      arguments.add("binding=" + engineAndBinding[1]);
    }
    arguments.addAll(List.of(options));
    return child.run(Map.of(), ReadProgram.class, arguments.toArray(String[]::new));
  }

  private static void evict(Path file) throws Exception {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none")
        .start()
        .waitFor();
  }

  private static int cachedPages(Path file) throws Exception {
    Process fincore =
        new ProcessBuilder("fincore", "--raw", "--noheadings", "--output", "PAGES", file.toString())
            .start();
    String pages = new String(fincore.getInputStream().readAllBytes()).trim();
    return fincore.waitFor() == 0 ? Integer.parseInt(pages) : -1;
  }
}
