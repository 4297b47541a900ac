package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.Verify;
import io.uring.connector.core.scan.FileScan;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that had been at rest when they were listed are not looked at one by one while their folder
 * is as it was: what the reads and the folders show must be enough.
 */
interface TrustsSettledFolders extends EngineUnderTest {
  int[] SETTLED_LENGTHS = {1, 5000, 3 << 20};

  /** Enough for a ring to open the folder and its files by name. */
  int SETTLED_FILES = 9;

  @Test
  default void shouldReadSettledFiles(@TempDir Path temporary) throws Exception {
    for (int length : new int[] {0, 1, 5000, 3 << 20}) {
      RequestList requests = settled(temporary, length);
      Scans.assertRows(
          Scans.rows(scan(requests)), requests, file -> TestFiles.content(file, length));
    }
  }

  @Test
  default void shouldNoticeThatASettledFileShrank(@TempDir Path temporary) throws Exception {
    for (int length : SETTLED_LENGTHS) {
      RequestList requests = settled(temporary, length);
      try (RandomAccessFile writer = new RandomAccessFile(path(requests, 4).toFile(), "rw")) {
        writer.setLength(length / 2);
      }
      assertFolderAsListed(requests);
      assertThat(failure(requests))
          .isEqualTo(differs(requests, "its size was " + length + " and is " + length / 2));
    }
  }

  @Test
  default void shouldNoticeThatASettledFileGrew(@TempDir Path temporary) throws Exception {
    for (int length : new int[] {0, 1, 4096, 5000, 1 << 20, 3 << 20}) {
      RequestList requests = settled(temporary, length);
      Files.write(path(requests, 4), new byte[1], StandardOpenOption.APPEND);
      assertFolderAsListed(requests);
      assertThat(failure(requests))
          .isEqualTo(differs(requests, "its size was " + length + " and is " + (length + 1)));
    }
  }

  @Test
  default void shouldNoticeThatASettledFileEndsBeforeARange(@TempDir Path temporary)
      throws Exception {
    FileTable files = settled(temporary, 10_000).files();
    RequestList requests =
        RequestList.ranges(files, new int[] {4, 4}, new long[] {0, 7000}, new long[] {100, 10});
    try (RandomAccessFile writer = new RandomAccessFile(path(requests, 0).toFile(), "rw")) {
      writer.setLength(7000);
    }
    assertThat(failure(requests))
        .isEqualTo(
            "read failed: errno=ESTALE(116), file="
                + files.path(4)
                + ", offset=7000, length=10: the file changed after it was listed: its size was"
                + " 10000 and is 7000");
  }

  @Test
  default void shouldNoticeThatASettledFileWasReplaced(@TempDir Path temporary) throws Exception {
    for (int length : SETTLED_LENGTHS) {
      RequestList requests = settled(temporary, length);
      Path other = TestFiles.write(temporary.resolve("other"), 77, length);
      Files.move(other, path(requests, 4), StandardCopyOption.ATOMIC_MOVE);
      assertThat(failure(requests)).isEqualTo(differs(requests, "it was rewritten or replaced"));
    }
  }

  @Test
  default void shouldNoticeThatASettledFileIsGone(@TempDir Path temporary) throws Exception {
    RequestList requests = settled(temporary, 5000);
    Files.delete(path(requests, 4));
    assertThat(failure(requests))
        .isEqualTo(
            "open failed: errno=ENOENT(2), file="
                + requests.files().path(4)
                + ", offset=0, length=5000");
  }

  /** A ring may have the folder open that is not the listed one any more. */
  @Test
  default void shouldNoticeThatAFolderWasReplaced(@TempDir Path temporary) throws Exception {
    RequestList requests = settled(temporary, 5000);
    assertThat(Scans.rows(scan(requests))).hasSize(SETTLED_FILES);
    Path folder = path(requests, 0).getParent();
    Files.move(folder, temporary.resolve("away"));
    Files.createDirectory(folder);
    for (int file = 0; file < SETTLED_FILES; file++) {
      TestFiles.write(path(requests, file), 100 + file, 5000);
    }
    assertThat(failure(requests)).contains("ESTALE", "it was rewritten or replaced");
  }

  @Test
  default void shouldNoticeThatAFolderFurtherUpWasReplaced(@TempDir Path temporary)
      throws Exception {
    RequestList requests = settled(Files.createDirectories(temporary.resolve("up")), 5000);
    assertThat(Scans.rows(scan(requests))).hasSize(SETTLED_FILES);
    Files.move(temporary.resolve("up"), temporary.resolve("away"));
    // Where the ring still has the folder open, it is only the look at the file that fails.
    assertThat(failure(requests)).contains("errno=ENOENT(2), file=" + requests.files().path(0));
    Files.createDirectories(path(requests, 0).getParent());
    for (int file = 0; file < SETTLED_FILES; file++) {
      TestFiles.write(path(requests, file), 100 + file, 5000);
    }
    assertThat(failure(requests)).contains("ESTALE", "it was rewritten or replaced");
  }

  @Test
  default void shouldReadFilesOfAFolderThatGotAnother(@TempDir Path temporary) throws Exception {
    RequestList requests = settled(temporary, 5000);
    Path folder = path(requests, 0).getParent();
    TestFiles.write(folder.resolve("another"), 1, 10);
    Scans.assertRows(Scans.rows(scan(requests)), requests, file -> TestFiles.content(file, 5000));
    Files.delete(folder.resolve("another"));
    Scans.assertRows(Scans.rows(scan(requests)), requests, file -> TestFiles.content(file, 5000));
  }

  /** Where the folder has changed, whatever it was, each file has to speak for itself. */
  @Test
  default void shouldNoticeAnOverwrittenFileInAChangedFolder(@TempDir Path temporary)
      throws Exception {
    RequestList requests = settled(temporary, 5000);
    overwrite(path(requests, 4));
    Files.setLastModifiedTime(path(requests, 0).getParent(), FileTime.fromMillis(5));
    assertThat(failure(requests)).isEqualTo(differs(requests, "it was rewritten or replaced"));
  }

  /** Links are never trusted: what they lead to may be anywhere. */
  @Test
  default void shouldNoticeAnOverwrittenFileBehindALink(@TempDir Path temporary) throws Exception {
    Path target = TestFiles.write(temporary.resolve("target"), 4, 5000);
    TestFiles.age(target);
    Path folder = Files.createDirectory(temporary.resolve("links"));
    Files.createSymbolicLink(folder.resolve("link"), target);
    TestFiles.settle(folder);
    RequestList requests = TestFiles.listed(folder);
    assertFolderAsListed(requests);
    assertThat(Scans.rows(scan(requests))).hasSize(1);
    overwrite(target);
    assertFolderAsListed(requests);
    assertThat(failure(requests)).contains("ESTALE", "it was rewritten or replaced");
  }

  /** The one change that {@code verify=auto} says it does not see. */
  @Test
  default void shouldNoticeAnOverwrittenSettledFileOnlyWhereAskedTo(@TempDir Path temporary)
      throws Exception {
    for (int length : SETTLED_LENGTHS) {
      RequestList requests = settled(temporary, length);
      byte[] content = overwrite(path(requests, 4));
      assertFolderAsListed(requests);
      assertThat(Scans.rows(scan(requests)).get(4).content()).isEqualTo(content);
      FileScan always = scan(requests).options(options().verify(Verify.ALWAYS).build());
      assertThat(Scans.failure(always).getMessage())
          .isEqualTo(differs(requests, "it was rewritten or replaced"));
    }
  }

  /** Files {@code 000000} and so on in a new folder that has been at rest for long. */
  private static RequestList settled(Path temporary, int length) throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("settled" + length));
    List<Path> paths = TestFiles.writeMany(folder, SETTLED_FILES, length);
    TestFiles.settle(folder);
    RequestList requests = TestFiles.listed(folder);
    FileTable files = requests.files();
    assertThat(files.size()).isEqualTo(paths.size());
    for (int file = 0; file < files.size(); file++) {
      assertThat(files.isSettled(file)).isTrue();
    }
    assertFolderAsListed(requests);
    return requests;
  }

  private static void assertFolderAsListed(RequestList requests) throws Exception {
    long listed = requests.files().directoryModifiedNanos(requests.files().directory(0));
    assertThat(Files.getLastModifiedTime(path(requests, 0).getParent()))
        .isEqualTo(FileTime.from(listed, TimeUnit.NANOSECONDS));
  }

  private static byte[] overwrite(Path file) throws Exception {
    byte[] content = TestFiles.content(1234, (int) Files.size(file));
    try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
      writer.write(content);
    }
    return content;
  }

  private static Path path(RequestList requests, int request) {
    return Path.of(requests.get(request).path());
  }

  private static String differs(RequestList requests, String how) {
    return "read failed: errno=ESTALE(116), file="
        + requests.files().path(4)
        + ", offset=0, length="
        + requests.length(4)
        + ": the file changed after it was listed: "
        + how;
  }
}
