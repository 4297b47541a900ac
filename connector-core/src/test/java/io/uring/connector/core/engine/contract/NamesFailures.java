package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.testing.PlainUser;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that cannot be read: the same words from every engine. */
interface NamesFailures extends EngineUnderTest {
  @Test
  default void shouldNameAMissingFile(@TempDir Path folder) {
    Path file = folder.resolve("missing");
    assertThat(failure(TestFiles.unseen(RawPath.bytes(file), 10)))
        .isEqualTo("open failed: errno=ENOENT(2), file=" + file + ", offset=0, length=10");
  }

  @Test
  default void shouldNameTheRequestInParts(@TempDir Path folder) {
    FileTable.Builder files = FileTable.builder();
    files.addPath(RawPath.bytes(folder.resolve("missing")), 100, 0, false);
    RequestList range =
        RequestList.ranges(files.build(), new int[] {0}, new long[] {7}, new long[] {13});

    ReadException thrown = Scans.failure(scan(range));

    assertThat(thrown.failure())
        .isEqualTo(
            new ReadFailure(Kind.MISSING, "open", Errno.ENOENT, folder + "/missing", 7, 13, ""));
    assertThat(thrown)
        .hasMessage(
            "open failed: errno=ENOENT(2), file=" + folder + "/missing, offset=7, length=13");
  }

  @Test
  default void shouldNameAFileInThePlaceOfAFolder(@TempDir Path folder) {
    Path file = TestFiles.write(folder.resolve("file"), 1, 10);
    assertThat(failure(TestFiles.unseen(RawPath.bytes(file.resolve("below")), 10)))
        .isEqualTo("open failed: errno=ENOTDIR(20), file=" + file + "/below, offset=0, length=10");
  }

  @Test
  default void shouldNameAFolder(@TempDir Path folder) throws Exception {
    Path inner = Files.createDirectory(folder.resolve("folder"));
    RequestList requests = TestFiles.whole(inner);
    assertThat(failure(requests))
        .isEqualTo(
            "read failed: errno=EISDIR(21), file="
                + inner
                + ", offset=0, length="
                + requests.length(0));
  }

  @Test
  default void shouldNameAFolderInThePlaceOfAnEmptyFile(@TempDir Path folder) {
    assertThat(failure(TestFiles.unseen(RawPath.bytes(folder), 0)))
        .isEqualTo("read failed: errno=EISDIR(21), file=" + folder + ", offset=0, length=0");
  }

  @Test
  default void shouldNameSpecialFiles(@TempDir Path folder) throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    // The path of a socket is short: as long as 108 bytes.
    Path shortFolder = Files.createTempDirectory("s");
    Path socket = shortFolder.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      for (Path special : List.of(fifo, socket, Path.of("/dev/zero"))) {
        assertThat(failure(TestFiles.whole(special)))
            .isEqualTo(
                "open failed: errno=ENXIO(6), file="
                    + special
                    + ", offset=0, length=0: it is a FIFO, a socket or a device, which has no"
                    + " content to read");
      }
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(shortFolder);
    }
  }

  @Test
  default void shouldNameAFileThatIsTooLargeForARow(@TempDir Path folder) throws Exception {
    Path file = sparse(folder, (2L << 30) + 1);
    ReadException thrown = Scans.failure(scan(TestFiles.whole(file)));
    assertThat(thrown.failure().kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(thrown)
        .hasMessage(
            "read failed: errno=EFBIG(27), file="
                + file
                + ", offset=0, length=2147483649: a row holds at most 2147475456 bytes; set"
                + " chunkSize to read it as rows of chunks, or headBytes to read its start");
  }

  @Test
  default void shouldReadPartsOfAFileThatIsTooLargeForARow(@TempDir Path folder) throws Exception {
    long size = (5L << 30) + 3;
    Path file = sparse(folder, size);
    try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
      writer.seek(size - 3);
      writer.write(new byte[] {1, 2, 3});
    }
    RequestList end =
        RequestList.ranges(
            TestFiles.table(List.of(file)),
            new int[] {0, 0},
            new long[] {size - 5, (1L << 32) - 1},
            new long[] {5, 2});

    List<Scans.Row> rows = Scans.rows(scan(end));

    assertThat(rows.get(0).content()).containsExactly(0, 0, 1, 2, 3);
    assertThat(rows.get(1).content()).containsExactly(0, 0);
  }

  @Test
  default void shouldNameAFileThatTheUserMayNotRead(@TempDir Path folder) throws Exception {
    Path file = TestFiles.write(folder.resolve("secret"), 1, 10);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assertThat(PlainUser.failure(options().build(), folder, file))
        .isEqualTo("open failed: errno=EACCES(13), file=" + file + ", offset=0, length=10");
  }

  @Test
  default void shouldNameAFileInAFolderThatTheUserMayNotEnter(@TempDir Path folder)
      throws Exception {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path file = TestFiles.write(inner.resolve("file"), 1, 10);
    Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rw-rw-rw-"));
    try {
      assertThat(PlainUser.failure(options().build(), folder, file))
          .isEqualTo("open failed: errno=EACCES(13), file=" + file + ", offset=0, length=10");
    } finally {
      Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  default void shouldFailWithTheFirstFailureInPlanOrder(@TempDir Path folder) throws Exception {
    List<Path> files = TestFiles.writeMany(folder, 200, 100);
    RequestList requests = TestFiles.whole(files);
    Files.delete(files.get(150));
    Files.delete(files.get(31));
    assertThat(failure(requests)).contains("file=" + files.get(31) + ",");
  }

  private static Path sparse(Path folder, long size) throws Exception {
    Path file = folder.resolve("sparse");
    try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
      writer.setLength(size);
    }
    return file;
  }
}
