package io.uring.connector.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs as a user starts them, on pictures, a text and a broken picture. */
class ProgramsTest {
  private static final int PICTURES = 12;
  private static final String[] LOCAL = {"spark.master", "spark.ui.enabled"};

  /** One for all: Scala prints for ever to what was the standard output when it was first used. */
  private static final ByteArrayOutputStream PRINTED = new ByteArrayOutputStream();

  private static final PrintStream OUT = new PrintStream(PRINTED, true, UTF_8);

  @TempDir private Path temporary;
  private Path folder;
  private List<Path> files;

  @BeforeEach
  void makeFiles() throws IOException {
    folder = temporary.resolve("pictures [of 2026]");
    MakePictures.make(folder, PICTURES);
    Files.writeString(folder.resolve("notes.txt"), "Not a picture.");
    Files.write(folder.resolve("broken.jpg"), new byte[] {(byte) 0xFF, (byte) 0xD8, 1, 2, 3});
    files = MakePicturesTest.files(folder);
  }

  @Test
  void shouldMakeATableOfImagesFromLabels() throws Exception {
    final StringBuilder labels = new StringBuilder("path,label\n");
    for (int i = 0; i < files.size(); i++) {
      labels.append('"').append(files.get(i)).append("\",").append(i % 2).append('\n');
    }
    labels.append("/no/such.jpg,7\n");
    final Path csv = Files.writeString(temporary.resolve("labels.csv"), labels);
    final Path out = temporary.resolve("images.parquet");

    final String printed = printedBy(() -> runLocal(() -> LabeledImages.main(strings(csv, out))));

    long even = 0;
    for (int i = 0; i < files.size(); i += 2) {
      even += Files.size(files.get(i));
    }
    assertThat(printed)
        .containsPattern("\\|0 *\\|7 *\\|" + even)
        .containsPattern("\\|1 *\\|7 *\\|" + (bytes() - even))
        .doesNotContainPattern("(?m)^\\|7 ");
    assertThat(out.resolve("_SUCCESS")).exists();
  }

  @Test
  void shouldSumUpImageFoldersInTheLastLine() throws Exception {
    final String printed = printedBy(() -> runLocal(() -> ImageFolders.main(strings(folder))));

    assertThat(printed)
        .containsPattern("\\|landscape *\\|3 ")
        .containsPattern("\\|\\. *\\|2 ")
        .containsPattern("\\|PNG *\\|")
        .containsPattern("\\|\\(no picture\\) *\\| *\\|2 ");
    final List<String> lines = printed.lines().toList();
    assertThat(lines.get(lines.size() - 1))
        .matches(
            "engine=(uring/\\w+|nio) rows=%d bytes=%d seconds=\\d+\\.\\d{3} binaryFile_seconds=\\d+\\.\\d{3} ratio=\\d+\\.\\d{2}"
                .formatted(files.size(), bytes()));
  }

  @Test
  void shouldWalkFilesInThreeWays() throws Exception {
    final CRC32 checksum = new CRC32();
    for (final Path file : files) {
      checksum.update(Files.readAllBytes(file));
    }

    final String printed = printedBy(() -> WalkFiles.main(new String[] {folder.toString()}));

    assertThat(printed.lines())
        .anyMatch(line -> line.matches("engine (uring/\\w+|nio)"))
        .contains(
            "11 of 14 files are JPEGs",
            "%,d bytes, batch by batch".formatted(bytes()),
            "checksum %08x, by future".formatted(checksum.getValue()));
  }

  private long bytes() throws IOException {
    long bytes = 0;
    for (final Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private interface Program {
    void run() throws Exception;
  }

  private static void runLocal(final Program program) throws Exception {
    System.setProperty(LOCAL[0], "local[2]");
    System.setProperty(LOCAL[1], "false");
    try {
      program.run();
    } finally {
      System.clearProperty(LOCAL[0]);
      System.clearProperty(LOCAL[1]);
    }
  }

  private static String[] strings(final Path... paths) {
    return Arrays.stream(paths).map(Path::toString).toArray(String[]::new);
  }

  private static String printedBy(final Program program) throws Exception {
    final PrintStream before = System.out;
    PRINTED.reset();
    System.setOut(OUT);
    try {
      program.run();
    } finally {
      System.setOut(before);
    }
    return PRINTED.toString(UTF_8);
  }
}
