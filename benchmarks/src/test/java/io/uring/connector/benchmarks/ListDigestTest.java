package io.uring.connector.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListDigestTest {
  @TempDir Path root;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.createDirectories(root.resolve("a/b"));
    Files.write(root.resolve("a/one"), new byte[1]);
    Files.write(root.resolve("a/b/two"), new byte[2]);
    Files.write(root.resolve("three"), new byte[3]);
  }

  @Test
  void shouldAgreeWithTheCore() throws IOException {
    final ListDigest expected = ListDigest.of(root);
    assertThat(expected.files()).isEqualTo(3);
    assertThat(expected.totalLength()).isEqualTo(6);
    assertThat(new CoreListing(root).digest()).isEqualTo(expected.text());
  }

  @Test
  void shouldTellAnotherLengthTimeOrName() throws IOException {
    final String before = ListDigest.of(root).text();
    final Path two = root.resolve("a/b/two");
    final FileTime time = Files.getLastModifiedTime(two);
    Files.setLastModifiedTime(two, FileTime.fromMillis(1));
    assertThat(ListDigest.of(root).text()).isNotEqualTo(before);
    Files.write(two, new byte[3]);
    Files.setLastModifiedTime(two, time);
    assertThat(ListDigest.of(root).text()).isNotEqualTo(before);
    Files.write(two, new byte[2]);
    Files.setLastModifiedTime(two, time);
    assertThat(ListDigest.of(root).text()).isEqualTo(before);
    Files.move(two, root.resolve("a/two"));
    assertThat(ListDigest.of(root).text()).isNotEqualTo(before);
  }
}
