package io.uring.connector.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleWriterTest {
  private static final SampleSet SHAPE = new SampleSet("tiny", 1_500, 300, 0.6, "bin");

  @TempDir private Path cache;

  @Test
  void shouldWriteWhatItsManifestSays() throws IOException {
    final Path home = new SampleWriter(cache).home(SHAPE);

    final Manifest manifest = Manifest.read(SampleWriter.manifest(home));
    assertThat(manifest.shape()).isEqualTo(SHAPE);
    assertThat(manifest.digest()).isEqualTo(digest(SampleWriter.files(home)));
  }

  @Test
  void shouldWriteTheSameBytesEveryTime() throws IOException {
    final Path here = new SampleWriter(cache.resolve("here")).home(SHAPE);
    final Path there = new SampleWriter(cache.resolve("there")).home(SHAPE);

    assertThat(digest(SampleWriter.files(here))).isEqualTo(digest(SampleWriter.files(there)));
  }

  @Test
  void shouldKeepASetThatIsWhole() throws IOException {
    final Path home = new SampleWriter(cache).home(SHAPE);
    final Path file = SampleWriter.files(home).resolve(SHAPE.path(0));
    Files.writeString(file, "mine");

    new SampleWriter(cache).home(SHAPE);

    assertThat(file).hasContent("mine");
  }

  @Test
  void shouldMakeASetOfAnotherShapeAnew() throws IOException {
    new SampleWriter(cache).home(new SampleSet("tiny", 7, 300, 0.6, "bin"));

    assertThat(files(SampleWriter.files(new SampleWriter(cache).home(SHAPE)))).hasSize(1_500);
  }

  @Test
  void shouldNeverTouchAFolderThatIsNotItsOwn() throws IOException {
    final Path theirs = Files.createDirectories(cache.resolve("tiny")).resolve("precious");
    Files.writeString(theirs, "theirs");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SampleWriter(cache).home(SHAPE))
        .withMessageContaining("--dir");
    assertThat(theirs).hasContent("theirs");
  }

  @Test
  void shouldNotTakeAnInterruptedSetForAWholeOne() throws IOException {
    final Path stray = cache.resolve("tiny.partial/files/c00000/stray.bin");
    Files.createDirectories(stray.getParent());
    Files.writeString(stray, "of a run that was killed");

    final Path home = new SampleWriter(cache).home(SHAPE);

    assertThat(files(SampleWriter.files(home))).hasSize(1_500);
  }

  private static String digest(final Path folder) throws IOException {
    final SetDigest digest = new SetDigest();
    for (final Path file : files(folder)) {
      digest.add(folder.relativize(file).toString(), ByteBuffer.wrap(Files.readAllBytes(file)));
    }
    return digest.text();
  }

  private static List<Path> files(final Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      return below.filter(Files::isRegularFile).toList();
    }
  }
}
