package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.it.ChildJvm.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stream whose driver is killed goes on where it was. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KilledStreamTest {
  private static final int FILES = 150;

  @TempDir Path folder;

  @Test
  void shouldLoseAndRepeatNothingThoughItsJvmIsKilled() throws Exception {
    final long seed = System.nanoTime();
    System.out.println("seed of the kills: " + seed);
    final Random random = new Random(seed);
    final ContentTree tree = new ContentTree(folder.resolve("incoming")).withMany(FILES, 1000);
    final Path out = Files.createDirectory(folder.resolve("out"));
    final Path checkpoint = folder.resolve("checkpoint");
    final Said killed =
        new ChildJvm(KilledStreamProbe.class)
            .run(tree.path(), checkpoint, out, 1 + random.nextInt(12), random.nextInt(300));
    assertThat(killed.exit()).as(killed.text()).isEqualTo(KilledStreamProbe.KILLED);
    assertThat(batches(out)).hasSizeBetween(1, FILES / 3 - 1);
    // What was under way stays as it was, with three files; then there are more in a batch.
    KilledStreamProbe.read(tree.path(), checkpoint, out, 40, () -> {});
    final List<String> lines = new ArrayList<>();
    for (final Path batch : batches(out)) {
      lines.addAll(Files.readAllLines(batch));
    }
    final List<String> expected = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      final String name = String.format("f%04d", i);
      final CRC32 crc = new CRC32();
      crc.update(Files.readAllBytes(tree.file(name)));
      expected.add(name + " " + crc.getValue());
    }
    assertThat(lines).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<Path> batches(final Path out) throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    }
  }
}
