package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.RequestList;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that is not the one that was listed has no row, and the failure says what changed. */
interface NoticesChanges extends EngineUnderTest {
  int[] LENGTHS = {1, 5000, 3 << 20};

  @Test
  default void shouldNoticeThatAFileShrank(@TempDir Path folder) throws Exception {
    for (int length : LENGTHS) {
      Path file = old(folder, length);
      RequestList requests = TestFiles.whole(file);
      try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
        writer.setLength(length / 2);
      }
      assertThat(failure(requests))
          .isEqualTo(changed(file, length, "its size was " + length + " and is " + length / 2));
    }
  }

  @Test
  default void shouldNoticeThatAFileGrew(@TempDir Path folder) throws Exception {
    for (int length : LENGTHS) {
      Path file = old(folder, length);
      RequestList requests = TestFiles.whole(file);
      Files.write(file, new byte[1], StandardOpenOption.APPEND);
      assertThat(failure(requests))
          .isEqualTo(changed(file, length, "its size was " + length + " and is " + (length + 1)));
    }
  }

  @Test
  default void shouldNoticeThatAnEmptyFileGrew(@TempDir Path folder) throws Exception {
    Path file = old(folder, 0);
    RequestList requests = TestFiles.whole(file);
    Files.write(file, new byte[5]);
    assertThat(failure(requests)).isEqualTo(changed(file, 0, "its size was 0 and is 5"));
  }

  @Test
  default void shouldNoticeAnotherFileOfTheSameSize(@TempDir Path folder) throws Exception {
    for (int length : LENGTHS) {
      Path file = old(folder, length);
      RequestList requests = TestFiles.whole(file);
      Path other = TestFiles.write(folder.resolve("other"), 2, length);
      Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
      assertThat(failure(requests))
          .isEqualTo(changed(file, length, "it was rewritten or replaced"));
    }
  }

  @Test
  default void shouldNoticeThatAFileWasRewrittenInPlace(@TempDir Path folder) throws Exception {
    for (int length : LENGTHS) {
      Path file = old(folder, length);
      RequestList requests = TestFiles.whole(file);
      try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
        writer.write(77);
      }
      assertThat(failure(requests))
          .isEqualTo(changed(file, length, "it was rewritten or replaced"));
    }
  }

  @Test
  default void shouldNoticeAChangeOutsideOfARange(@TempDir Path folder) throws Exception {
    Path file = old(folder, 10_000);
    RequestList requests =
        RequestList.ranges(
            TestFiles.whole(file).files(), new int[] {0}, new long[] {0}, new long[] {10});
    Files.write(file, new byte[1], StandardOpenOption.APPEND);
    assertThat(failure(requests)).isEqualTo(changed(file, 10, "its size was 10000 and is 10001"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5000})
  default void shouldNotHangOnAFifoInAFilesPlace(int length, @TempDir Path folder)
      throws Exception {
    Path file = old(folder, length);
    RequestList requests = TestFiles.whole(file);
    mkfifo(file);
    assertThat(failure(requests))
        .isEqualTo(changed(file, length, "it is no regular file any more"));
  }

  @Test
  default void shouldNotHangOnAFifoThatSomebodyWritesTo(@TempDir Path folder) throws Exception {
    Path file = old(folder, 5000);
    RequestList requests = TestFiles.whole(file);
    mkfifo(file);
    try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
      String expected = changed(file, 5000, "it is no regular file any more");
      assertThat(failure(requests)).isEqualTo(expected);
      writer.write(new byte[100]);
      assertThat(failure(requests)).isEqualTo(expected);
    }
  }

  @Test
  default void shouldNoticeASocketInAFilesPlace() throws Exception {
    Path folder = Files.createTempDirectory("s");
    Path file = old(folder, 5000);
    RequestList requests = TestFiles.whole(file);
    Files.delete(file);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(file));
      assertThat(failure(requests))
          .isEqualTo(changed(file, 5000, "it is no regular file any more"));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  @Test
  default void shouldNoticeADeviceInAFilesPlace(@TempDir Path folder) throws Exception {
    Path file = old(folder, 5000);
    RequestList requests = TestFiles.whole(file);
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("/dev/zero"));
    assertThat(failure(requests)).isEqualTo(changed(file, 5000, "it is no regular file any more"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1600-01-01T00:00:00Z", "1969-12-31T23:59:58.500Z", "2300-06-01T00:00:00Z"})
  default void shouldTakeAFileOfAnyAgeForTheSame(String time, @TempDir Path folder)
      throws Exception {
    Path file = old(folder, 100);
    TestFiles.touch(file, time);
    RequestList requests = TestFiles.whole(file);
    Scans.assertRows(Scans.rows(scan(requests)), requests, i -> TestFiles.content(1, 100));
  }

  private static Path old(Path folder, int length) throws Exception {
    Path file = TestFiles.write(folder.resolve("file"), 1, length);
    TestFiles.age(file);
    return file;
  }

  private static void mkfifo(Path file) throws Exception {
    Files.delete(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
  }

  private static String changed(Path file, int length, String how) {
    return "read failed: errno=ESTALE(116), file="
        + file
        + ", offset=0, length="
        + length
        + ": the file changed after it was listed: "
        + how;
  }
}
