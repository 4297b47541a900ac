package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that change between load and collect fail by name, or are left out where so wished. */
@Tag("spark")
class ChangedFileTest {
  private static SparkSession spark;

  @TempDir Path folder;

  /** What happens to a file of 1000 bytes, and what is said of it. */
  private enum Change {
    GONE("open failed: errno=ENOENT(2), file=%s, offset=0, length=1000") {
      @Override
      void make(final Path file) throws IOException {
        Files.delete(file);
      }
    },
    SHRUNK(
        "read failed: errno=ESTALE(116), file=%s, offset=0, length=1000: "
            + "the file changed after it was listed: its size was 1000 and is 999") {
      @Override
      void make(final Path file) throws IOException {
        Files.write(file, new byte[999]);
      }
    },
    EMPTIED(
        "read failed: errno=ESTALE(116), file=%s, offset=0, length=1000: "
            + "the file changed after it was listed: its size was 1000 and is 0") {
      @Override
      void make(final Path file) throws IOException {
        Files.write(file, new byte[0]);
      }
    },
    GROWN(
        "read failed: errno=ESTALE(116), file=%s, offset=0, length=1000: "
            + "the file changed after it was listed: its size was 1000 and is 1001") {
      @Override
      void make(final Path file) throws IOException {
        Files.write(file, new byte[1001]);
      }
    },
    REPLACED(
        "read failed: errno=ESTALE(116), file=%s, offset=0, length=1000: "
            + "the file changed after it was listed: it was rewritten or replaced") {
      @Override
      void make(final Path file) throws IOException {
        final Path other = file.resolveSibling(".other");
        Files.write(other, new byte[1000]);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
      }
    },
    REWRITTEN(
        "read failed: errno=ESTALE(116), file=%s, offset=0, length=1000: "
            + "the file changed after it was listed: it was rewritten or replaced") {
      @Override
      void make(final Path file) throws IOException {
        Files.write(file, new byte[1000]);
      }
    },
    TOUCHED_BY_ONE_NANOSECOND(
        "read failed: errno=ESTALE(116), file=%s, offset=0, length=1000: "
            + "the file changed after it was listed: it was rewritten or replaced") {
      @Override
      void make(final Path file) throws IOException {
        final FileTime before = Files.getLastModifiedTime(file);
        Files.setLastModifiedTime(file, FileTime.from(before.toInstant().plusNanos(1)));
      }
    },
    BECOME_A_FOLDER("failed: errno=EISDIR(21), file=%s, offset=0, length=1000") {
      @Override
      void make(final Path file) throws IOException {
        Files.delete(file);
        Files.createDirectory(file);
      }
    },
    BECOME_A_FIFO(
        "failed: errno=ESTALE(116), file=%s, offset=0, length=1000: "
            + "the file changed after it was listed: it is no regular file any more") {
      @Override
      void make(final Path file) throws IOException {
        Files.delete(file);
        SpecialFiles.fifo(file);
      }
    },
    BECOME_A_DANGLING_LINK("open failed: errno=ENOENT(2), file=%s, offset=0, length=1000") {
      @Override
      void make(final Path file) throws IOException {
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("nowhere"));
      }
    };

    private final String text;

    Change(final String text) {
      this.text = text;
    }

    abstract void make(Path file) throws IOException;

    boolean isMissing() {
      return this == GONE || this == BECOME_A_DANGLING_LINK;
    }

    /** What Spark's own sources call it. */
    String condition() {
      return isMissing() ? "FAILED_READ_FILE.FILE_NOT_EXIST" : "FAILED_READ_FILE.NO_HINT";
    }
  }

  @BeforeAll
  static void start() {
    spark = SharedSpark.session();
  }

  @ParameterizedTest
  @EnumSource
  void shouldSayWhatHasHappened(final Change change) throws IOException {
    forEachEngine(
        engine -> {
          final ContentTree tree = tree(engine);
          final Dataset<Row> read =
              spark.read().format("uring").option("engine", engine).load(tree.path());
          change(change, tree);
          assertThatThrownBy(read::collectAsList)
              .hasStackTraceContaining(String.format(change.text, tree.path("f0005")))
              .isInstanceOfSatisfying(
                  SparkException.class,
                  failure -> assertThat(failure.getCondition()).isEqualTo(change.condition()));
        });
  }

  @ParameterizedTest
  @EnumSource
  void shouldLeaveOutAndCountWhereSoWished(final Change change) throws IOException {
    final String option = change.isMissing() ? "ignoreMissingFiles" : "ignoreCorruptFiles";
    final String other = change.isMissing() ? "ignoreCorruptFiles" : "ignoreMissingFiles";
    forEachEngine(
        engine -> {
          final ContentTree tree = tree(engine);
          final Dataset<Row> read =
              spark
                  .read()
                  .format("uring")
                  .option("engine", engine)
                  .option(option, "true")
                  .load(tree.path());
          final Dataset<Row> unwilling =
              spark
                  .read()
                  .format("uring")
                  .option("engine", engine)
                  .option(other, "true")
                  .load(tree.path());
          change(change, tree);
          final Dataset<Row> query = read.select("path", "content");
          final List<Row> rows = query.collectAsList();
          assertThat(rows).hasSize(39);
          for (final Row row : rows) {
            final Path file = Path.of(row.getString(0).substring("file:".length()));
            assertThat(file.getFileName()).isNotEqualTo(Path.of("f0005"));
            assertThat(row.<byte[]>getAs(1)).isEqualTo(bytes(file));
          }
          assertThat(Plans.metrics(Plans.executed(query)))
              .containsEntry("uringSkipped", 1L)
              .containsEntry("uringFiles", 39L)
              .containsEntry("uringBytes", 39_000L);
          assertThatThrownBy(unwilling::collectAsList).hasStackTraceContaining(tree.path("f0005"));
        });
  }

  private void forEachEngine(final Consumer<String> test) {
    test.accept("auto");
    test.accept("nio");
  }

  private ContentTree tree(final String name) {
    try {
      return new ContentTree(folder.resolve(name)).withMany(40, 1000);
    } catch (final IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void change(final Change change, final ContentTree tree) {
    try {
      change.make(tree.file("f0005"));
    } catch (final IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(final Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (final IOException e) {
      throw new AssertionError(e);
    }
  }
}
