package io.uring.connector.core.list;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadRequest;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.list.Listing.Reason;
import io.uring.connector.core.list.Listing.Skipped;
import io.uring.connector.core.scan.FileScan;
import io.uring.connector.core.testing.ChildJvm;
import io.uring.connector.core.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  private static final ListOptions DEFAULTS = ListOptions.builder().build();
  private static final ListOptions SKIPPING = ListOptions.builder().skipMissing().build();

  @TempDir Path root;

  @Test
  void shouldListOneFileALineInTheManifestsOrder() throws IOException {
    make("b", 20, "a", 10, "sub/c", 0);
    Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    TestFiles.write(elsewhere.resolve("d"), 4, 40);
    Listing listing = list("m.txt", "b\nsub/c\r\n\n./a\n" + elsewhere + "//d");
    assertThat(listing.requests().isWholeFiles()).isTrue();
    assertThat(requests(listing))
        .containsExactly(
            whole("b", 20), whole("sub/c", 0), whole("a", 10), whole("elsewhere/d", 40));
    assertThat(listing.skipped()).isEmpty();
    assertThat(listing.partitionColumns()).isEmpty();
    assertThat(listing.partition(0)).isEqualTo(-1);
  }

  @Test
  void shouldSayOfAFileWhatAWalkSays() throws IOException {
    make("d/old", 7, "d/new", 9);
    TestFiles.age(root.resolve("d/old"));
    Files.createSymbolicLink(root.resolve("d/to"), Path.of("old"));
    TestFiles.age(root.resolve("d"));
    FileTable walked = FileLister.list(List.of(root.resolve("d").toString()), DEFAULTS).files();
    FileTable named = list("m.txt", "d/new\nd/old\nd/to\n").files();
    assertThat(named.size()).isEqualTo(walked.size()).isEqualTo(3);
    assertThat(named.directories()).isEqualTo(walked.directories()).isEqualTo(1);
    assertThat(named.directoryModifiedNanos(0)).isEqualTo(walked.directoryModifiedNanos(0));
    for (int file = 0; file < 3; file++) {
      assertThat(named.path(file)).isEqualTo(walked.path(file));
      assertThat(named.length(file)).isEqualTo(walked.length(file));
      assertThat(named.modifiedNanos(file)).isEqualTo(walked.modifiedNanos(file));
      assertThat(named.isSettled(file)).isEqualTo(walked.isSettled(file));
    }
  }

  @Test
  void shouldKeepSpacesAndBytesThatAreNoText() throws IOException {
    byte[] odd = {'o', (byte) 0xFF, (byte) 0xC3, 'd'};
    TestFiles.write(TestFiles.child(root, odd), 1, 5);
    TestFiles.write(TestFiles.child(root, " s p "), 2, 6);
    TestFiles.write(TestFiles.child(root, "\u00fc\u4e2d"), 3, 7);
    for (String name : List.of("m.txt", "m.csv")) {
      byte[] header = (name.endsWith("csv") ? "path\n" : "").getBytes(UTF_8);
      byte[] lines = join(header, odd, "\n s p \n\u00fc\u4e2d\n".getBytes(UTF_8));
      Listing listing = list(name, lines);
      assertThat(listing.requests().size()).isEqualTo(3);
      assertThat(listing.files().pathBytes(0)).isEqualTo(join((root + "/").getBytes(UTF_8), odd));
      assertThat(listing.files().name(1)).isEqualTo(" s p ");
      assertThat(listing.files().name(2)).isEqualTo("\u00fc\u4e2d");
    }
  }

  @Test
  void shouldTakeNulSeparatedPathsAndThenLineBreaksAreOfThePath() throws IOException {
    make("a\nb\r", 3, "c", 4);
    assertThat(requests(list("m", "a\nb\r\0c\0")))
        .containsExactly(whole("a\nb\r", 3), whole("c", 4));
    assertThat(requests(list("m", "c\0\0a\nb\r")))
        .containsExactly(whole("c", 4), whole("a\nb\r", 3));
  }

  @Test
  void shouldTakeRangesFromCsv() throws IOException {
    make("a", 100, "b,\"c\"", 50);
    Listing listing =
        list(
            "m.CSV",
            """
            id,Path,length,offset
            1,a,10,20
            2,"b,""c\""",,45

            3,"a","",""
            4,a,0,100
            "5
            6",a,100,0
            """);
    assertThat(requests(listing))
        .containsExactly(
            range("a", 20, 10),
            range("b,\"c\"", 45, 5),
            range("a", 0, 100),
            range("a", 100, 0),
            range("a", 0, 100));
    assertThat(listing.files().size()).isEqualTo(2);
  }

  @Test
  void shouldRepeatAFileThatIsNamedAgain() throws IOException {
    make("a", 5, "b", 6);
    Listing listing = list("m.txt", "a\nb\n.//a\nfile:" + root + "/b\n");
    assertThat(requests(listing))
        .containsExactly(whole("a", 5), whole("b", 6), whole("a", 5), whole("b", 6));
    assertThat(listing.files().size()).isEqualTo(2);
  }

  @Test
  void shouldIgnoreAByteOrderMark() throws IOException {
    make("a", 5);
    assertThat(requests(list("m.txt", "\ufeffa"))).containsExactly(whole("a", 5));
    assertThat(requests(list("m.csv", "\ufeffpath\r\na\r\n"))).containsExactly(whole("a", 5));
  }

  @Test
  void shouldDecodeOnlyUrisWithThreeSlashes() throws IOException {
    make("a b", 1, "a%20b", 2);
    Listing listing =
        list(
            "m.txt",
            String.join(
                "\n",
                "file://" + root + "/a%20b",
                "file://localhost" + root + "/a%2520b",
                "file:" + root + "/a b",
                "file:" + root + "/a%20b",
                "a%20b"));
    assertThat(requests(listing))
        .containsExactly(
            whole("a b", 1),
            whole("a%20b", 2),
            whole("a b", 1),
            whole("a%20b", 2),
            whole("a%20b", 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s3a://b/k       | path must be on a local or mounted file system (file:), not s3a: s3a://b/k",
        "dbfs:/k         | path must be on a local or mounted file system (file:), not dbfs: dbfs:/k",
        "file:k          | path must be file:/PATH or file:///PATH of this machine, not file:k",
        "file:           | path must be file:/PATH or file:///PATH of this machine, not file:",
        "file://host/k   | path must be file:/PATH or file:///PATH of this machine, not file://host/k",
        "file:///k%2     | after % in a URI there must be two hexadecimal digits: file:///k%2",
        "file:///k%zz    | after % in a URI there must be two hexadecimal digits: file:///k%zz",
        "file:///k%00    | path must not have a NUL in it: file:///k%00",
        "/.//            | path must be a file, not the root folder: /.//"
      })
  void shouldNameTheLineOfAPathThatIsNone(String path, String message) throws IOException {
    make("a", 5);
    assertRefused("m.txt", "a\n\n" + path + "\n", "m.txt, line 3: " + message);
    assertRefused("m.csv", "path\na\n\n" + path + "\n", "m.csv, line 4: " + message);
  }

  @Test
  void shouldNotTakeAColonForAScheme() throws IOException {
    make("a:b", 1, "1:/c", 2, "x:/y", 3);
    assertThat(requests(list("m.txt", "a:b\n1:/c\n./x:/y")))
        .containsExactly(whole("a:b", 1), whole("1:/c", 2), whole("x:/y", 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name;a                    | line 1: the header must name a column path, and may name offset and length, not name",
        "/data/a.jpg;/data/b.jpg   | line 1: the header must name a column path",
        "path,PATH;a,a             | line 1: the header must name path only once",
        "path,offset,offset;a,1,1  | line 1: the header must name offset only once",
        "path,x;a                  | line 2: there must be as many fields as the header has, 2, not 1",
        "path;a,b                  | line 2: there must be as many fields as the header has, 1, not 2; a comma in a path needs quotes around it",
        "path,offset;,1            | line 2: path must not be empty",
        "path,offset;a,-1          | line 2: offset must be a whole number of bytes, 0 or more, not -1",
        "path,offset;a, 1          | line 2: offset must be a whole number of bytes, 0 or more, not  1",
        "path,length;a,1.5         | line 2: length must be a whole number of bytes, 0 or more, not 1.5",
        "path,length;a,9223372036854775808 | line 2: length must be a whole number",
        "path,offset;a,1;a,11      | line 3: range must be within the file: file=ROOT/a, offset=11, size=10",
        "path,length;a,11          | line 2: range must be within the file: file=ROOT/a, offset=0, length=11, size=10",
        "path,offset,length;a,9,9223372036854775807 | line 2: range must be within the file",
        "path;a;`\"`a              | is no CSV: "
      })
  void shouldNameTheLineOfARowThatIsNone(String lines, String message) throws IOException {
    make("a", 10);
    assertRefused(
        "m.csv",
        lines.replace(";", "\n").replace("`", ""),
        message.replace("ROOT", root.toString()));
  }

  @Test
  void shouldRefuseCsvWithoutAHeader() throws IOException {
    assertRefused("m.csv", "", "line 1: CSV must begin with a header that names a column path");
  }

  @Test
  void shouldRefuseAnUnclosedQuote() throws IOException {
    make("a", 10);
    assertRefused("m.csv", "path\na\n\"a\n", "is no CSV: ");
    assertRefused("m.csv", "path\na\n\"" + "a\n".repeat(1 << 20), "is no CSV: ");
    assertRefused("m.csv", "path\n\"a\"b\n", "is no CSV: ");
  }

  @Test
  void shouldRefuseALineThatIsNoPath() throws IOException {
    assertRefused("m.txt", "x".repeat(20_000), "line 1: a path must be shorter than 12288 bytes");
    assertRefused("m.txt", "/" + "x/".repeat(3000), "errno=ENAMETOOLONG(36)");
    make("a", 10);
    assertRefused("m.txt", "a\n".repeat(10_000) + "b\0", "line 10001: path must not have a NUL");
  }

  @Test
  void shouldNameTheLineOfTheFirstFileThatIsMissing() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      make("f" + i, 1);
      lines.add("f" + i);
    }
    lines.set(4000, "gone");
    lines.set(3000, "f0/below");
    lines.set(2999, "f1");
    for (int threads : new int[] {1, 8}) {
      assertThatThrownBy(
              () ->
                  Manifest.list(
                      write("m.txt", String.join("\n", lines).getBytes(UTF_8)),
                      ListOptions.builder().threads(threads).build()))
          .isInstanceOf(ListException.class)
          .hasMessage(
              "manifest %s/m.txt, line 3001: file does not exist; take it out, or leave out what is"
                  + " missing (ignoreMissingFiles=true): file=%s/f0/below",
              root, root);
    }
  }

  @Test
  void shouldLeaveOutAndListWhatIsMissing() throws IOException {
    make("a", 10, "b", 20);
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));
    Listing listing =
        Manifest.list(
            write(
                "m.csv", "path,length\na,1\ngone,5\nb,\ngone,6\ndangling,\na,2\n".getBytes(UTF_8)),
            SKIPPING);
    assertThat(requests(listing))
        .containsExactly(range("a", 0, 1), whole("b", 20), range("a", 0, 2));
    assertThat(listing.skipped())
        .containsExactly(
            new Skipped(root + "/gone", Reason.MISSING),
            new Skipped(root + "/dangling", Reason.MISSING));
  }

  @Test
  void shouldRefuseAFolderWhateverThePolicy() throws IOException {
    make("d/a", 10);
    for (ListOptions options : List.of(DEFAULTS, SKIPPING)) {
      assertThatThrownBy(() -> Manifest.list(write("m.txt", "d/a\nd\n".getBytes(UTF_8)), options))
          .hasMessage(
              "manifest %s/m.txt, line 2: this is a folder; name the files in it: file=%s/d",
              root, root);
    }
  }

  @Test
  void shouldTakeOnlyWhatTheOptionsTake() throws IOException {
    make("a.jpg", 10, "b.png", 20, "c.jpg", 0);
    ListOptions jpg = ListOptions.builder().nameGlob(Glob.of("*.jpg")).skipEmpty().build();
    Listing listing =
        Manifest.list(write("m.txt", "b.png\nc.jpg\na.jpg\nb.png\n".getBytes(UTF_8)), jpg);
    assertThat(requests(listing)).containsExactly(whole("a.jpg", 10));
    assertThat(listing.skipped()).isEmpty();
  }

  @Test
  void shouldReadTheFilesOfAFolderByName() throws IOException {
    make("a", 1, "b", 2, "c", 3);
    Files.createDirectory(root.resolve("m"));
    write("m/part-1", "../c\ngone\n".getBytes(UTF_8));
    write("m/part-0.csv", ("path\n" + root + "/b\n../a\n").getBytes(UTF_8));
    write("m/_SUCCESS", new byte[0]);
    write("m/.part-0.csv.crc", "crc".getBytes(UTF_8));
    assertThat(Manifest.list(root + "/m", SKIPPING).requests().size()).isEqualTo(3);
    assertThatThrownBy(() -> Manifest.list(root + "/m", DEFAULTS))
        .hasMessageStartingWith("manifest " + root + "/m/part-1, line 2: file does not exist");
    Files.createDirectory(root.resolve("m/sub"));
    assertThatThrownBy(() -> Manifest.list(root + "/m", SKIPPING))
        .hasMessage("manifest must be a file, or a folder of files: " + root + "/m/sub is neither");
  }

  @Test
  void shouldRefuseAManifestThatIsNone() throws IOException {
    assertThatThrownBy(() -> Manifest.list(root + "/none", DEFAULTS))
        .isInstanceOfSatisfying(
            ListException.class,
            e -> assertThat(e.reason()).isEqualTo(ListException.Reason.PATH_NOT_FOUND));
    assertThatThrownBy(() -> Manifest.list("none", DEFAULTS))
        .hasMessage("manifest must be an absolute path: none");
    Files.createDirectory(root.resolve("empty"));
    assertThatThrownBy(() -> Manifest.list(root + "/empty", DEFAULTS))
        .hasMessageContaining("is a folder without a file in it");
    assertThatThrownBy(() -> Manifest.list("/dev/zero", DEFAULTS))
        .hasMessageContaining("manifest must be a file, or a folder of files");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n\r\n", "\0\0"})
  void shouldListNothingOfATextWithoutPaths(String text) throws IOException {
    Listing listing = list("m.txt", text);
    assertThat(listing.requests().size()).isZero();
    assertThat(listing.files().size()).isZero();
  }

  @Test
  void shouldBeReadByAScan() throws IOException {
    make("a", 100, "b", 50);
    Listing listing = list("m.csv", "path,offset,length\na,90,\nb,0,3\na,10,20\n");
    List<byte[]> contents = new ArrayList<>();
    FileScan.of(listing.requests())
        .forEach(
            (path, content) -> {
              byte[] bytes = new byte[content.remaining()];
              content.get(bytes);
              contents.add(bytes);
            });
    byte[] a = Files.readAllBytes(root.resolve("a"));
    byte[] b = Files.readAllBytes(root.resolve("b"));
    assertThat(contents)
        .containsExactly(
            Arrays.copyOfRange(a, 90, 100),
            Arrays.copyOfRange(b, 0, 3),
            Arrays.copyOfRange(a, 10, 30));
  }

  @Test
  void shouldTakeLittleHeapAFile() throws Exception {
    StringBuilder lines = new StringBuilder("path,length\n");
    for (int i = 0; i < 20_000; i++) {
      String name = String.format("folder%d/some-long-name-%08d.jpeg", i % 20, i);
      Files.createDirectories(root.resolve("folder" + i % 20));
      Files.createFile(root.resolve(name));
      lines.append(root).append('/').append(name).append(i % 2 == 0 ? ",\n" : ",0\n");
    }
    String manifest = write("m.csv", lines.toString().getBytes(UTF_8));
    ChildJvm.Result said = ChildJvm.startedBy().run(Map.of(), ManifestProbe.class, manifest);
    assertThat(said.value("files")).as(said.output()).isEqualTo("20000");
    assertThat(Integer.parseInt(said.value("heapAFile"))).isBetween(40, 200);
  }

  private void assertRefused(String name, String content, String message) throws IOException {
    String manifest = write(name, content.getBytes(UTF_8));
    assertThatThrownBy(() -> Manifest.list(manifest, DEFAULTS))
        .isInstanceOf(ListException.class)
        .hasMessageStartingWith("manifest " + manifest)
        .hasMessageContaining(message);
  }

  private Listing list(String name, String content) throws IOException {
    return list(name, content.getBytes(UTF_8));
  }

  private Listing list(String name, byte[] content) throws IOException {
    return Manifest.list(write(name, content), DEFAULTS);
  }

  private String write(String name, byte[] content) throws IOException {
    return Files.write(root.resolve(name), content).toString();
  }

  /** Makes files of these names and lengths. */
  private void make(Object... namesAndLengths) throws IOException {
    for (int i = 0; i < namesAndLengths.length; i += 2) {
      Path file = TestFiles.child(root, (String) namesAndLengths[i]);
      Files.createDirectories(file.getParent());
      TestFiles.write(file, i, (int) namesAndLengths[i + 1]);
    }
  }

  private ReadRequest whole(String name, long length) {
    return range(name, 0, length);
  }

  private ReadRequest range(String name, long offset, long length) {
    return new ReadRequest(root + "/" + name, offset, length);
  }

  private static List<ReadRequest> requests(Listing listing) {
    RequestList requests = listing.requests();
    List<ReadRequest> all = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      all.add(requests.get(i));
    }
    return all;
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] whole = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }
}
