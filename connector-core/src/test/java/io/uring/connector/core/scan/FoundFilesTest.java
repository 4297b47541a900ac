package io.uring.connector.core.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundFilesTest {
  private static final long AGED = 1_500_000_000_123_456_789L;

  @TempDir Path root;

  @Test
  void shouldKeepTheOrderAndShareFolders() throws IOException {
    Path first = make("x/first");
    Path second = make("y/second");
    Path third = make("x/third");
    FileTable files = FoundFiles.of(List.of(first, second, third));
    assertThat(files.path(0)).isEqualTo(first.toString());
    assertThat(files.path(1)).isEqualTo(second.toString());
    assertThat(files.path(2)).isEqualTo(third.toString());
    assertThat(files.directories()).isEqualTo(2);
    assertThat(files.length(2)).isEqualTo("x/third".length());
  }

  @Test
  void shouldKnowWhatHasSettled() throws IOException {
    Path old = make("old/file");
    Path fresh = make("fresh/file");
    Path link = Files.createSymbolicLink(root.resolve("old/link"), old);
    age(old);
    age(old.getParent());
    FileTable files = FoundFiles.of(List.of(old, fresh, link));
    assertThat(files.isSettled(0)).isTrue();
    assertThat(files.isSettled(1)).isFalse();
    assertThat(files.isSettled(2)).isFalse();
    assertThat(files.modifiedNanos(2)).isEqualTo(AGED);
    assertThat(files.directoryModifiedNanos(files.directory(0))).isEqualTo(AGED);
    assertThat(files.directoryModifiedNanos(files.directory(1))).isEqualTo(FileTable.UNKNOWN);
  }

  @Test
  void shouldNameTheFileWhereItsFolderIsMissing() {
    Path missing = root.resolve("no/file");
    assertThatThrownBy(() -> FoundFiles.of(List.of(missing)))
        .isInstanceOf(ReadException.class)
        .hasMessageContaining("errno=ENOENT(2), file=" + missing);
  }

  private Path make(String name) throws IOException {
    Path path = root.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, name);
  }

  private static void age(Path path) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(AGED, TimeUnit.NANOSECONDS));
  }
}
