package io.uring.connector.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.FileTable;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FioShapeTest {
  private static final int BLOCK = 4_096;

  @Test
  void shouldPartFilesAmongJobs() {
    final String text = shape(false, 2).text(files("/a", "/b", "/c:d"), 30);

    assertThat(text).contains("[job0]\nfilename=/a\n[job1]\nfilename=/b:/c\\:d\n");
  }

  @Test
  void shouldPartTheBytesOfASingleFile() {
    final String text = shape(false, 2).text(files("/a"), 10);

    assertThat(text)
        .contains("[job0]\nfilename=/a\noffset=0\nsize=20480\n")
        .contains("[job1]\nfilename=/a\noffset=20480\nsize=20480\n");
  }

  @Test
  void shouldPartRandomReadsAmongJobs() {
    final String text = shape(true, 2).text(files("/a", "/b"), 10);

    assertThat(text).contains("rw=randread\n").contains("filename=/b\nnumber_ios=5\n");
  }

  private static FioShape shape(final boolean random, final int jobs) {
    return new FioShape(random, false, BLOCK, 64, jobs, false, 1);
  }

  private static FileTable files(final String... paths) {
    final FileTable.Builder files = FileTable.builder();
    for (final String path : paths) {
      files.addPath(path.getBytes(StandardCharsets.UTF_8), 10 * BLOCK, 0, false);
    }
    return files.build();
  }
}
