package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.RequestList;
import io.uring.connector.core.list.FileLister;
import io.uring.connector.core.list.ListOptions;
import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.FileRow;
import io.uring.connector.flink.UringSource;
import io.uring.connector.flink.split.FileSplit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints between any two rows: a reader that is restored goes on with the next one. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CheckpointTest {
  @TempDir Path folder;

  @Test
  void shouldGoOnBetweenFiles() throws Exception {
    shouldGoOnBehindEachRow(source(), 7);
  }

  @Test
  void shouldGoOnBetweenTheChunksOfAFile() throws Exception {
    // 0, 1, 99, 100, 101, 250 and 1000 bytes.
    shouldGoOnBehindEachRow(source("chunk-size", "100"), 1 + 1 + 1 + 1 + 2 + 3 + 10);
  }

  @Test
  void shouldGoOnBetweenTheHeadsOfFiles() throws Exception {
    shouldGoOnBehindEachRow(source("head-bytes", "50"), 7);
  }

  @Test
  void shouldGoOnBetweenTheChunksOfHeads() throws Exception {
    shouldGoOnBehindEachRow(
        source("head-bytes", "250", "chunk-size", "100"), 1 + 1 + 1 + 1 + 2 + 3 + 3);
  }

  /** Two rows of a batch as one record, as far as there are two. */
  @Test
  void shouldGoOnBetweenRecordsOfSeveralRows() throws Exception {
    final FileDeserializer<String> pairs =
        FileDeserializer.of(
            row -> {
              final String first = text(row);
              if (row.number() + 1 == row.batch().rows()) {
                return first;
              }
              row.goTo(row.number() + 1);
              return first + text(row);
            },
            Types.STRING);
    // 1 + 1 + 1 chunks of the first split, and 1 + 2 + 3 + 10 of the second.
    shouldGoOnBehindEachRow(source(pairs, "chunk-size", "100"), 2 + 8);
  }

  private void shouldGoOnBehindEachRow(final UringSource<String> source, final int rows)
      throws Exception {
    final int[] sizes = {0, 1, 99, 100, 101, 250, 1000};
    for (int i = 0; i < sizes.length; i++) {
      Files.writeString(folder.resolve("f" + i), ("" + i).repeat(sizes[i]));
    }
    final RequestList requests =
        FileLister.list(List.of(folder.toString()), ListOptions.builder().build()).requests();
    final List<FileSplit> splits =
        List.of(
            new FileSplit("0", requests.slice(0, 3)),
            new FileSplit("1", requests.slice(3, sizes.length)));
    final List<String> all = new ArrayList<>();
    assertThat(read(source, splits, rows, all)).allMatch(left -> left.requests().size() == 0);
    assertThat(all).hasSize(rows).doesNotHaveDuplicates();
    for (int first = 0; first <= rows; first++) {
      final List<String> found = new ArrayList<>();
      // Twice, so that a rest of a rest is one too.
      final List<FileSplit> left = read(source, splits, first, found);
      final List<FileSplit> rest = read(source, left, (rows - first) / 2, found);
      read(source, rest, rows - found.size(), found);
      assertThat(found).as("a checkpoint behind row " + first).isEqualTo(all);
    }
    assertThat(SlabPool.jvm().heldBytes()).isZero();
  }

  /** Reads some rows and checkpoints; what is left, as a checkpoint has it. */
  private static List<FileSplit> read(
      final UringSource<String> source,
      final List<FileSplit> splits,
      final int rows,
      final List<String> found)
      throws Exception {
    final OneSubtask.Done done = OneSubtask.read(source, splits, rows);
    found.addAll(done.rows());
    return done.left();
  }

  private UringSource<String> source(final String... options) {
    return source(FileDeserializer.of(CheckpointTest::text, Types.STRING), options);
  }

  private static String text(final FileRow row) {
    return row.path() + "@" + row.offset() + "=" + new String(row.bytes(), StandardCharsets.UTF_8);
  }

  private UringSource<String> source(
      final FileDeserializer<String> deserializer, final String... options) {
    final var builder =
        UringSource.<String>builder().paths(folder.toString()).deserializer(deserializer);
    for (int i = 0; i < options.length; i += 2) {
      builder.option(options[i], options[i + 1]);
    }
    return builder.build();
  }
}
