package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.DirectIo;
import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The device under a mounted ext4 ends too early: real I/O errors, in the kernel's completions. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CutDeviceTest {
  private static final int FILES = 14;
  private static final int LENGTH = 3_000_000;

  @TempDir Path temporary;
  private ContentTree tree;
  private LoopMount disk;

  @BeforeEach
  void make() throws IOException {
    tree = new ContentTree(temporary.resolve("real")).withMany(FILES, LENGTH);
    LoopMount.make(temporary.resolve("image"), tree.file(""));
  }

  @ParameterizedTest
  @CsvSource({"URING, NEVER", "URING, ALWAYS", "NIO, NEVER", "NIO, ALWAYS"})
  void shouldFailByNameAndLeaveOthersWhole(final EngineChoice engine, final DirectIo direct)
      throws Exception {
    Requirement.engine(engine);
    try (LoopMount mounted = LoopMount.mount(temporary.resolve("image"), temporary.resolve("m"))) {
      disk = mounted;
      final FileScan scan = FileScan.of(paths());
      disk.cut(30L << 20);
      final ReadOptions.Builder options =
          ReadOptions.builder().engine(engine).directIo(direct).batchBytes(16 << 20);
      final Map<String, ReadFailure> left = new TreeMap<>();
      final Map<String, byte[]> whole = new TreeMap<>();
      try (BatchReader reader =
          scan.options(options.skip(Kind.MEDIA).build())
              .onRejected(failure -> left.put(failure.file(), failure))
              .open()) {
        for (FileBatch batch = reader.next(); batch != null; batch = reader.next()) {
          try (FileBatch open = batch) {
            for (int row = 0; row < open.rows(); row++) {
              final byte[] bytes = new byte[open.content(row).remaining()];
              open.content(row).get(bytes);
              whole.put(open.path(row), bytes);
            }
          }
        }
        assertThat(reader.counters().sum(Counter.SKIPPED)).isEqualTo(left.size());
      }
      assertThat(left).as("files behind the cut").isNotEmpty();
      assertThat(whole).as("files before the cut").hasSize(FILES - left.size()).isNotEmpty();
      for (int i = 0; i < FILES; i++) {
        final Path file = disk.file(name(i));
        if (whole.containsKey(file.toString())) {
          assertThat(whole.get(file.toString())).isEqualTo(Files.readAllBytes(tree.file(name(i))));
        } else {
          assertThat(left.get(file.toString()).message())
              .isEqualTo(
                  "read failed: errno=EIO(5), file=" + file + ", offset=0, length=" + LENGTH);
          assertThatThrownBy(() -> Files.readAllBytes(file)).hasMessageContaining("output error");
        }
      }
      final String first = left.values().iterator().next().message();
      final ReadOptions strict =
          ReadOptions.builder().engine(engine).directIo(direct).batchBytes(16 << 20).build();
      assertThatThrownBy(() -> scan.options(strict).forEach((path, content) -> {}))
          .isInstanceOf(ReadException.class)
          .hasMessage(first);
    }
    Leaks.assertNoMemoryHeld();
  }

  /** Bad media are no corrupt files: they are never left out silently. */
  @ParameterizedTest
  @EnumSource(names = {"URING", "NIO"})
  void shouldFailTheQuery(final EngineChoice engine) throws Exception {
    Requirement.engine(engine);
    try (LoopMount mounted = LoopMount.mount(temporary.resolve("image"), temporary.resolve("m"))) {
      final DataFrameReader reader =
          SharedSpark.session()
              .read()
              .format("uring")
              .option("engine", engine.name())
              .option("ignoreCorruptFiles", "true")
              .option("ignoreMissingFiles", "true");
      final Dataset<Row> read = reader.load(mounted.file("f*").toString());
      mounted.cut(30L << 20);
      assertThatThrownBy(() -> read.selectExpr("max(crc32(content))").collectAsList())
          .hasStackTraceContaining("read failed: errno=EIO(5), file=" + mounted.file("f0"))
          .hasStackTraceContaining(", offset=0, length=" + LENGTH);
    }
    Leaks.assertNoMemoryHeld();
  }

  private List<Path> paths() {
    final List<Path> paths = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      paths.add(disk.file(name(i)));
    }
    return paths;
  }

  private static String name(final int i) {
    return String.format("f%04d", i);
  }
}
