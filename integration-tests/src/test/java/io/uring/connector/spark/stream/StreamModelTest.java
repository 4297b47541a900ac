package io.uring.connector.spark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream whose process may end at any moment, also in the middle of a change to the checkpoint:
 * every file is in exactly one batch, and a batch that is read again is the same. In the part of
 * Spark is what its log of offsets and its log of commits have.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class StreamModelTest {
  private static final int STEPS = 600;

  @TempDir Path folder;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  /** Spark's log of offsets: of the i-th batch, where it ends. */
  private final List<String> offsets = new ArrayList<>();

  /** Of each batch that has been read. */
  private final List<List<String>> batches = new ArrayList<>();

  /** Files that are there, by what has become of them. */
  private final Set<String> there = new HashSet<>();

  /** How many batches are in Spark's log of commits. */
  private int commits;

  private int ends;

  private static final class ProcessEnds extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @AfterEach
  void mend() {
    FarFileSystem.mend();
  }

  @Test
  void shouldLoseAndRepeatNothingWhereverItsProcessEnds() throws IOException {
    System.out.println("seed of the ends: " + seed);
    final Path incoming = Files.createDirectory(folder.resolve("incoming"));
    int made = 0;
    FileStream stream = open(incoming);
    for (int step = 0; step < STEPS; step++) {
      for (int more = random.nextInt(4); more > 0; more--) {
        final String name = "f" + made++;
        Files.write(incoming.resolve(name), new byte[1 + random.nextInt(100)]);
        there.add(name);
      }
      remove(incoming);
      if (random.nextInt(3) == 0) {
        FarFileSystem.breakOff(random.nextInt(8), random.nextBoolean());
      }
      try {
        trigger(stream, limit(), random.nextInt(10));
      } catch (final ProcessEnds | UncheckedIOException e) {
        FarFileSystem.mend();
        stream = open(incoming);
        ends++;
      }
    }
    FarFileSystem.mend();
    while (trigger(stream, ReadLimit.allAvailable(), -1)) {
      // Until nothing is left.
    }
    final List<String> read = batches.stream().flatMap(List::stream).toList();
    assertThat(read).doesNotHaveDuplicates().containsAll(there);
    assertThat(read).hasSizeGreaterThan(STEPS / 2);
    assertThat(ends).isGreaterThan(STEPS / 20);
    try (var names = Files.list(folder.resolve("checkpoint"))) {
      assertThat(names.filter(name -> name.toString().endsWith(".batch"))).hasSizeLessThan(30);
    }
  }

  /** Takes a file away, as one may who cleans up. */
  private void remove(final Path incoming) throws IOException {
    if (!batches.isEmpty() && random.nextBoolean()) {
      final List<String> batch = batches.get(random.nextInt(batches.size()));
      for (final String name : batch) {
        Files.deleteIfExists(incoming.resolve(name));
        there.remove(name);
      }
    }
  }

  private FileStream open(final Path incoming) throws IOException {
    return new FileStream(
        new StreamedFolder(incoming),
        StreamOptions.of(new CaseInsensitiveStringMap(Map.of("minFileAge", "0"))),
        new StreamLog(FarFileSystem.folder(folder.resolve("checkpoint")), 3, 10),
        InstantSource.system(),
        0);
  }

  private ReadLimit limit() {
    return switch (random.nextInt(3)) {
      case 0 -> ReadLimit.maxFiles(1 + random.nextInt(4));
      case 1 -> ReadLimit.maxBytes(1 + random.nextInt(200));
      default -> ReadLimit.allAvailable();
    };
  }

  /**
   * Reads what Spark has logged and not committed, or else the next batch.
   *
   * @param end the point at which the process ends; only the first few are any
   * @return false if there is nothing to read
   */
  private boolean trigger(final FileStream stream, final ReadLimit limit, final int end) {
    if (offsets.size() == commits) {
      final Offset last = offset(stream, offsets.size());
      final Offset next = stream.latestOffset(last, limit);
      endIf(end == 0);
      if (next == null || next.equals(last)) {
        return false;
      }
      offsets.add(next.json());
      endIf(end == 1);
    }
    final int batch = commits;
    final List<String> names =
        StreamedFolder.names(
            stream.planInputPartitions(offset(stream, batch), offset(stream, batch + 1)));
    if (batch == batches.size()) {
      assertThat(names).isNotEmpty();
      batches.add(names);
    } else {
      assertThat(names).as("batch %d, seed %d", batch, seed).isEqualTo(batches.get(batch));
    }
    endIf(end == 2);
    commits++;
    endIf(end == 3);
    stream.commit(offset(stream, batch + 1));
    return true;
  }

  private Offset offset(final FileStream stream, final int count) {
    return count == 0 ? stream.initialOffset() : stream.deserializeOffset(offsets.get(count - 1));
  }

  private static void endIf(final boolean ends) {
    if (ends) {
      throw new ProcessEnds();
    }
  }
}
