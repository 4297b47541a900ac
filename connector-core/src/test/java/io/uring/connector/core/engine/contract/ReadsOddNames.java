package io.uring.connector.core.engine.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.RawPath;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names are bytes: whatever Linux takes for a name can be read. */
interface ReadsOddNames extends EngineUnderTest {
  @Test
  default void shouldReadOddNames(@TempDir Path folder) throws Exception {
    List<byte[]> names = new ArrayList<>();
    for (String name :
        List.of(
            "with space",
            " ",
            "100%",
            "%41",
            "%zz",
            "a:b",
            "a\nb",
            "\t",
            ".hidden",
            "_under",
            "...",
            "ümlaut",
            "日本語",
            "😀",
            "u\u0308",
            "*",
            "?",
            "[a]",
            "{a,b}",
            "\\",
            "'",
            "\"",
            "a#b",
            "a?b",
            "-rf",
            "~",
            "\u0001",
            "a".repeat(255),
            "é".repeat(127))) {
      names.add(name.getBytes(UTF_8));
    }
    names.add(new byte[] {(byte) 0xFF, (byte) 0xFE, 'x'});
    names.add(new byte[] {'a', (byte) 0xC3});
    names.add(new byte[] {(byte) 0x80});
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      files.add(TestFiles.write(TestFiles.child(folder, names.get(i)), i, 100 + i));
    }
    RequestList requests = TestFiles.whole(files);

    Scans.assertRows(Scans.rows(scan(requests)), requests, i -> TestFiles.content(i, 100 + i));
  }

  @Test
  default void shouldReadBelowOddFolders(@TempDir Path folder) throws Exception {
    Path odd = TestFiles.child(folder, new byte[] {'d', (byte) 0xE9, '%', '2', 'F', ' '});
    Files.createDirectory(odd);
    RequestList requests = TestFiles.whole(TestFiles.write(TestFiles.child(odd, "a b"), 3, 5000));

    Scans.assertRows(Scans.rows(scan(requests)), requests, i -> TestFiles.content(3, 5000));
  }

  @Test
  default void shouldReadTheLongestPath(@TempDir Path folder) throws Exception {
    Path deep = RawPath.of(deepPath(folder, 4095));
    Files.createDirectories(deep.getParent());
    RequestList requests = TestFiles.whole(TestFiles.write(deep, 3, 5000));

    Scans.assertRows(Scans.rows(scan(requests)), requests, i -> TestFiles.content(3, 5000));
  }

  @Test
  default void shouldRefuseALongerPath(@TempDir Path folder) {
    byte[] path = deepPath(folder, 4096);
    assertThat(failure(TestFiles.unseen(path, 10)))
        .isEqualTo(
            "open failed: errno=ENAMETOOLONG(36), file="
                + new String(path, US_ASCII)
                + ", offset=0, length=10");
  }

  @Test
  default void shouldRefuseALongerName(@TempDir Path folder) {
    String path = folder + "/" + "n".repeat(256);
    assertThat(failure(TestFiles.unseen(path.getBytes(US_ASCII), 10)))
        .isEqualTo("open failed: errno=ENAMETOOLONG(36), file=" + path + ", offset=0, length=10");
  }

  @Test
  default void shouldFollowLinks(@TempDir Path folder) throws Exception {
    Path target = TestFiles.write(folder.resolve("target"), 3, 5000);
    Path chain = Files.createSymbolicLink(folder.resolve("one"), target);
    Path relative = Files.createSymbolicLink(folder.resolve("two"), chain.getFileName());
    RequestList requests = TestFiles.whole(relative, chain, target);

    Scans.assertRows(Scans.rows(scan(requests)), requests, i -> TestFiles.content(3, 5000));
  }

  @Test
  default void shouldRefuseALoopOfLinks(@TempDir Path folder) throws Exception {
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThat(failure(TestFiles.unseen(RawPath.bytes(loop), 10)))
        .isEqualTo("open failed: errno=ELOOP(40), file=" + loop + ", offset=0, length=10");
  }

  /** A path of as many bytes below a folder, in parts that are short enough. */
  private static byte[] deepPath(Path folder, int length) {
    StringBuilder path = new StringBuilder(folder.toString());
    while (length - path.length() > 252) {
      path.append('/').append("d".repeat(200));
    }
    path.append('/');
    path.append("f".repeat(length - path.length()));
    return path.toString().getBytes(US_ASCII);
  }
}
