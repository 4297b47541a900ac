package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.UringSource;
import io.uring.connector.flink.split.FileSplit;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One file of several that cannot be read: what each mode makes of it, and that it is counted. The
 * others are read, whatever becomes of that one.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class BadFileTest {
  private static final String BAD = "f2";

  @TempDir Path folder;
  @TempDir Path temporary;

  @BeforeEach
  void write() throws Exception {
    for (int i = 0; i < 5; i++) {
      Files.write(folder.resolve("f" + i), new byte[100 + i]);
    }
  }

  @AfterEach
  void nothingIsHeld() {
    assertThat(SlabPool.jvm().heldBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "nio"})
  void shouldSkipWhatIsGone(final String engine) throws Exception {
    final List<FileSplit> listed = OneSubtask.list(folder);
    Files.delete(folder.resolve(BAD));
    fails(engine, listed, "open failed: errno=ENOENT(2), file=" + folder.resolve(BAD));
    keeps(engine, listed, "errno=ENOENT(2)");
    skips(engine, listed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "nio"})
  void shouldSkipWhatHasGrown(final String engine) throws Exception {
    final List<FileSplit> listed = OneSubtask.list(folder);
    Files.write(folder.resolve(BAD), new byte[200]);
    fails(engine, listed, "errno=ESTALE(116), file=" + folder.resolve(BAD));
    keeps(engine, listed, "errno=ESTALE(116)");
    skips(engine, listed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "nio"})
  void shouldSkipWhatIsTooLargeForARecord(final String engine) throws Exception {
    try (RandomAccessFile large = new RandomAccessFile(folder.resolve(BAD).toFile(), "rw")) {
      large.setLength((2L << 30) + 1);
    }
    final List<FileSplit> listed = OneSubtask.list(folder);
    fails(engine, listed, "file=" + folder.resolve(BAD));
    fails(engine, listed, "set chunkSize to read it");
    keeps(engine, listed, "set chunkSize to read it");
    skips(engine, listed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "nio"})
  void shouldNotSkipWhatTheMediumRefuses(final String engine) throws Exception {
    try (FaultyFolder faulty = FaultyFolder.of(folder, temporary)) {
      faulty.fail(BAD);
      final List<FileSplit> listed = OneSubtask.list(faulty.path());
      final String said = "read failed: errno=EIO(5), file=" + faulty.path().resolve(BAD);
      fails(engine, listed, said);
      keeps(engine, listed, said);
      assertThatThrownBy(() -> OneSubtask.read(source(engine, "DROPMALFORMED"), listed))
          .hasStackTraceContaining(said);
    }
  }

  /** A job that failed for a file, or was stopped before it, goes on as its mode says. */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "nio"})
  void shouldNoticeWhatHasChangedBeforeAJobIsRestored(final String engine) throws Exception {
    final OneSubtask.Done first =
        OneSubtask.read(source(engine, "FAILFAST"), OneSubtask.list(folder), 2);
    assertThat(first.rows()).containsExactly("f0: 100", "f1: 101");
    Files.write(folder.resolve(BAD), new byte[200]);
    assertThatThrownBy(() -> OneSubtask.read(source(engine, "FAILFAST"), first.left()))
        .hasStackTraceContaining("errno=ESTALE(116), file=" + folder.resolve(BAD));
    final OneSubtask.Done kept = OneSubtask.read(source(engine, "PERMISSIVE"), first.left());
    assertThat(kept.rows()).hasSize(3).element(0).asString().contains("errno=ESTALE(116)");
    assertThat(kept.errors()).isEqualTo(1);
    final OneSubtask.Done skipped = OneSubtask.read(source(engine, "DROPMALFORMED"), first.left());
    assertThat(skipped.rows()).containsExactly("f3: 103", "f4: 104");
    assertThat(skipped.errors()).isEqualTo(1);
  }

  private static void fails(final String engine, final List<FileSplit> listed, final String said) {
    assertThatThrownBy(() -> OneSubtask.read(source(engine, "FAILFAST"), listed))
        .hasStackTraceContaining(said);
  }

  private static void keeps(final String engine, final List<FileSplit> listed, final String said)
      throws Exception {
    final OneSubtask.Done done = OneSubtask.read(source(engine, "PERMISSIVE"), listed);
    assertThat(done.rows()).hasSize(5).contains("f0: 100", "f1: 101", "f3: 103", "f4: 104");
    assertThat(done.rows().get(2)).startsWith(BAD + ": ").contains(said);
    assertThat(done.errors()).isEqualTo(1);
  }

  private static void skips(final String engine, final List<FileSplit> listed) throws Exception {
    final OneSubtask.Done done = OneSubtask.read(source(engine, "DROPMALFORMED"), listed);
    assertThat(done.rows()).containsExactly("f0: 100", "f1: 101", "f3: 103", "f4: 104");
    assertThat(done.errors()).isEqualTo(1);
  }

  /** Makes a record of the name and of the size or the failure. */
  static UringSource<String> source(final String engine, final String mode) {
    return UringSource.<String>builder()
        .paths("/")
        .option("engine", engine)
        .option("mode", mode)
        .option("batch-rows", "2")
        .deserializer(
            FileDeserializer.of(
                row ->
                    row.path().substring(row.path().lastIndexOf('/') + 1)
                        + ": "
                        + (row.failure() == null
                            ? String.valueOf(row.bytes().length)
                            : row.failure().message()),
                Types.STRING))
        .build();
  }
}
