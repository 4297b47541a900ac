package io.uring.connector.core.list;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.testing.TestFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedRangesTest {
  @TempDir Path folder;

  private final NamedRanges ranges = new NamedRanges();

  @Test
  void shouldFindWholeFilesInTheirOrder() throws IOException {
    Path b = TestFiles.write(folder.resolve("b"), 1, 20);
    Path a = TestFiles.write(folder.resolve("a"), 2, 10);
    add(b, 0, NamedRanges.REST);
    add(a, 0, 10);
    FoundRanges found = ranges.look();
    assertThat(found.requests().isWholeFiles()).isTrue();
    assertThat(found.requests().get(0).path()).isEqualTo(b.toString());
    assertThat(found.requests().length(0)).isEqualTo(20);
    assertThat(found.request(1)).isEqualTo(1);
    assertThat(found.failure(1)).isNull();
  }

  @Test
  void shouldLookOnceAtAFileOfManyRanges() throws IOException {
    Path a = TestFiles.write(folder.resolve("a"), 2, 10);
    add(a, 5, NamedRanges.REST);
    add(a, 0, NamedRanges.REST);
    add(a, 10, 0);
    add(a, 3, 7);
    RequestList requests = ranges.look().requests();
    assertThat(requests.files().size()).isEqualTo(1);
    assertThat(requests.size()).isEqualTo(4);
    assertThat(requests.offset(0)).isEqualTo(5);
    assertThat(requests.length(0)).isEqualTo(5);
    assertThat(requests.length(2)).isZero();
  }

  @Test
  void shouldGiveEachRowAFailureOfItsOwn() throws IOException {
    Path a = TestFiles.write(folder.resolve("a"), 2, 10);
    add(folder.resolve("gone"), 0, NamedRanges.REST);
    add(a, 4, 7);
    add(folder, 0, NamedRanges.REST);
    add(a, 4, 6);
    add(a.resolve("below a file"), 3, Long.MAX_VALUE);
    add(a, 11, NamedRanges.REST);
    FoundRanges found = ranges.look();
    assertThat(found.requests().size()).isEqualTo(1);
    assertThat(found.request(3)).isZero();
    assertThat(found.failure(0).message())
        .isEqualTo("stat failed: errno=ENOENT(2), file=%s/gone, offset=0, length=0", folder);
    assertThat(found.failure(0).kind()).isEqualTo(Kind.MISSING);
    assertThat(found.failure(1).message())
        .isEqualTo(
            "read failed: errno=ESTALE(116), file=%s, offset=4, length=7: the range does not lie"
                + " within the file, its size is 10",
            a);
    assertThat(found.failure(1).kind()).isEqualTo(Kind.CHANGED);
    assertThat(found.failure(2).kind()).isEqualTo(Kind.SPECIAL);
    assertThat(found.failure(4).kind()).isEqualTo(Kind.MISSING);
    assertThat(found.failure(5).kind()).isEqualTo(Kind.CHANGED);
  }

  @Test
  void shouldKnowWhatHasSettled() throws IOException {
    Path a = TestFiles.write(folder.resolve("a"), 2, 10);
    TestFiles.write(folder.resolve("new"), 2, 10);
    TestFiles.age(a);
    TestFiles.age(folder);
    Files.createSymbolicLink(Files.createDirectory(folder.resolve("sub")).resolve("link"), a);
    TestFiles.age(folder);
    add(a, 0, NamedRanges.REST);
    add(folder.resolve("new"), 0, NamedRanges.REST);
    add(folder.resolve("sub/link"), 0, NamedRanges.REST);
    FileTable files = ranges.look().requests().files();
    assertThat(files.isSettled(0)).isTrue();
    assertThat(files.isSettled(1)).isFalse();
    assertThat(files.isSettled(2)).isFalse();
    assertThat(files.directoryModifiedNanos(files.directory(0))).isNotEqualTo(FileTable.UNKNOWN);
    assertThat(files.directoryModifiedNanos(files.directory(2))).isEqualTo(FileTable.UNKNOWN);
  }

  @Test
  void shouldTakeNamesOfAnyBytes() throws IOException {
    byte[] name = {'n', (byte) 0xFF, '%'};
    Path odd = TestFiles.child(folder, name);
    TestFiles.write(odd, 1, 5);
    add(odd, 0, NamedRanges.REST);
    ranges.add(("file://" + folder + "/n%FF%25").getBytes(UTF_8), 0, NamedRanges.REST);
    FoundRanges found = ranges.look();
    assertThat(found.requests().files().size()).isEqualTo(1);
    assertThat(found.requests().length(1)).isEqualTo(5);
  }

  @Test
  void shouldRefuseWhatIsNoRange() {
    assertThatThrownBy(() -> add(folder, -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("offset and length must not be below 0: file=%s, offset=-1, length=0", folder);
    assertThatThrownBy(() -> add(folder, 0, -2)).hasMessageContaining("length=-2");
    assertThatThrownBy(() -> ranges.add("a/b".getBytes(UTF_8), 0, 0))
        .hasMessage("path must be absolute: a/b");
    assertThatThrownBy(() -> ranges.add("s3://a/b".getBytes(UTF_8), 0, 0))
        .hasMessageContaining("not s3: s3://a/b");
    assertThat(ranges.size()).isZero();
  }

  @Test
  void shouldEndWhereItsThreadIsInterrupted() {
    add(folder.resolve("a"), 0, 1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(ranges::look).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  private void add(Path path, long offset, long length) {
    ranges.add(RawPath.bytes(path), offset, length);
  }
}
