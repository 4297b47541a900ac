package io.uring.connector.core.list;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.testing.Randomly;
import io.uring.connector.core.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever bytes a name has, it is understood, or refused with the exception that is for it. */
class NameFuzzTest {
  private static final int RUNS = 20_000;

  private static final String[] TOKENS = {
    "a",
    "f",
    "b=1",
    "b=*",
    "=",
    "==",
    "_",
    ".",
    "..",
    "...",
    "/",
    "//",
    "*",
    "?",
    "[",
    "]",
    "[a-",
    "{",
    "}",
    "{a,b",
    ",",
    "\\",
    "%",
    "%4",
    "%41",
    "%2F",
    "%00",
    "%zz",
    "\0",
    "\n",
    " ",
    "~",
    "#",
    "file:",
    "file:///",
    "file://localhost/",
    "s3://",
    ":/",
    "_temporary",
    "_metadata",
    "_spark_metadata",
    "._COPYING_",
    "__HIVE_DEFAULT_PARTITION__",
    "\u00fc",
    "\ufffd",
    "\ud83d",
    "\ud83d\ude00"
  };

  @TempDir Path temporary;

  @Test
  void shouldListOrRefuseWhateverTheRoot() throws Exception {
    // Deep enough that no number of double dots leads out of it.
    Path deep = Files.createDirectories(temporary.resolve("1/2/3/4/5/6/7/8/9"));
    for (String file : new String[] {"f", "a/f", "a/b=1/f", "a/b=2/f", "\u00fc/f", "_a/.f"}) {
      Path path = TestFiles.child(deep, file);
      Files.createDirectories(path.getParent());
      TestFiles.write(path, 1, 1);
    }
    ListOptions[] options = {
      ListOptions.builder().threads(1).build(),
      ListOptions.builder().threads(1).recursive().literalRoots().build()
    };
    Randomly.run(
        RUNS / 5,
        random -> {
          String root = (random.nextInt(8) == 0 ? "" : deep + "/") + join(random, 8);
          ListOptions chosen = options[random.nextInt(2)];
          try {
            FileLister.list(List.of(root), chosen).files().totalLength();
          } catch (ListException e) {
            assertThat(e.path()).isNotNull();
            assertThat(e).message().isNotEmpty();
          } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("root must ");
            assertThat(root.startsWith("/") && root.indexOf('\0') < 0).isFalse();
          }
        });
  }

  @Test
  void shouldListFilesWithAnyBytesInTheirNames() throws Exception {
    Randomly.run(
        5,
        random -> {
          Path folder = Files.createTempDirectory(temporary, "any");
          Set<String> names = new TreeSet<>();
          for (int i = 0; i < 200; i++) {
            byte[] name = bytes(random, 1 + random.nextInt(20));
            Path file = TestFiles.child(folder, name);
            if (!Files.exists(file)) {
              TestFiles.write(file, 1, 1);
              names.add(new String(name, ISO_8859_1));
            }
          }
          ListOptions all = ListOptions.builder().includeHidden().build();
          Listing listing = FileLister.list(List.of(folder.toString()), all);
          List<String> found = new ArrayList<>();
          int start = folder.toString().length() + 1;
          for (int file = 0; file < listing.files().size(); file++) {
            byte[] path = listing.files().pathBytes(file);
            found.add(new String(path, start, path.length - start, ISO_8859_1));
          }
          // In the order of their bytes, which is that of ISO 8859-1.
          assertThat(found).containsExactlyElementsOf(names);
        });
  }

  @Test
  void shouldTakeAPathInEveryFormThatAManifestMayHave() throws Exception {
    ManifestFile manifest = manifest();
    Randomly.run(
        RUNS,
        random -> {
          byte[] path = concat("/".getBytes(UTF_8), bytes(random, 1 + random.nextInt(30)));
          if (path[1] == '.') {
            path[1] = 'x';
          }
          byte[] uri = percentEncoded(path, random);
          assertThat(absolute(manifest, path)).isEqualTo(path);
          assertThat(absolute(manifest, concat("file:".getBytes(UTF_8), path))).isEqualTo(path);
          assertThat(absolute(manifest, concat("file://".getBytes(UTF_8), uri))).isEqualTo(path);
          assertThat(absolute(manifest, concat("file://localhost".getBytes(UTF_8), uri)))
              .isEqualTo(path);
        });
  }

  @Test
  void shouldMakeAPathOrRefuseWhateverTheManifestHas() throws Exception {
    ManifestFile manifest = manifest();
    Randomly.run(
        RUNS,
        random -> {
          byte[] written = join(random, 8).getBytes(UTF_8);
          for (int left = random.nextInt(3); left > 0 && written.length > 0; left--) {
            written[random.nextInt(written.length)] = (byte) random.nextInt();
          }
          try {
            String path = new String(absolute(manifest, written), ISO_8859_1);
            assertThat(path)
                .startsWith("/")
                .doesNotContain("\0", "//", "/./")
                .hasSizeGreaterThan(1);
            assertThat(path.endsWith("/") || path.endsWith("/.")).as(path).isFalse();
          } catch (ListException e) {
            assertThat(e.reason()).isEqualTo(ListException.Reason.ILLEGAL_MANIFEST);
            assertThat(e).hasMessageContaining("m.txt, line 1: ");
          }
        });
  }

  @Test
  void shouldReadPartitionsOrRefuseWhateverTheFolder() {
    Randomly.run(
        RUNS,
        random -> {
          String folder = "/t/" + join(random, 6).replaceAll("/+$", "x");
          try {
            PartitionPath path = PartitionPath.parse(folder, Set.of("/t"));
            assertThat(path.columns()).hasSameSizeAs(path.values()).doesNotContain("");
            assertThat(path.values()).doesNotContain("");
            if (path.base() != null && !path.base().equals("/")) {
              assertThat(folder).startsWith(path.base());
            }
            for (String value : path.values()) {
              assertThat(PartitionPath.unescape(value)).hasSizeLessThanOrEqualTo(value.length());
            }
          } catch (ListException e) {
            assertThat(e.reason())
                .isIn(
                    ListException.Reason.EMPTY_PARTITION_COLUMN_NAME,
                    ListException.Reason.EMPTY_PARTITION_COLUMN_VALUE);
          }
        });
  }

  @Test
  void shouldFindWhatHiveHasEscaped() throws Exception {
    Randomly.run(
        RUNS,
        random -> {
          StringBuilder folder = new StringBuilder("/t");
          List<String> columns = new ArrayList<>();
          List<String> values = new ArrayList<>();
          for (int left = 1 + random.nextInt(3); left > 0; left--) {
            String column = "c" + join(random, 3);
            String value = "v" + join(random, 3);
            columns.add(column);
            values.add(value);
            folder.append('/').append(escaped(column)).append('=').append(escaped(value));
          }
          PartitionPath path = PartitionPath.parse(folder.toString(), Set.of("/t"));
          assertThat(path.columns()).isEqualTo(columns);
          assertThat(path.values().stream().map(PartitionPath::unescape)).isEqualTo(values);
          assertThat(path.base()).isEqualTo("/t");
        });
  }

  @Test
  void shouldReadNoFileOfAHiddenName() {
    Randomly.run(
        RUNS,
        random -> {
          String name = join(random, 3);
          if (HiddenNames.hidesFolder(name)) {
            assertThat(HiddenNames.hidesFile(name)).as(name).isTrue();
          }
          if (name.startsWith(".")) {
            assertThat(HiddenNames.hidesFile(name)).as(name).isTrue();
          }
        });
  }

  private ManifestFile manifest() throws IOException {
    Path file = temporary.resolve("m.txt");
    Files.writeString(file, "a");
    return ManifestFile.find(file.toString()).get(0);
  }

  private static byte[] absolute(ManifestFile manifest, byte[] written) throws ListException {
    return ManifestPath.absolute(manifest, 1, written);
  }

  private static String join(SplittableRandom random, int most) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(most + 1); left > 0; left--) {
      text.append(TOKENS[random.nextInt(TOKENS.length)]);
    }
    return text.toString();
  }

  /** Any bytes that Linux takes for a name; a single dot and two are none. */
  private static byte[] bytes(SplittableRandom random, int length) {
    byte[] name = new byte[length];
    random.nextBytes(name);
    for (int i = 0; i < length; i++) {
      if (name[i] == 0 || name[i] == '/') {
        name[i] = '%';
      }
    }
    if (name[0] == '.' && length <= 2) {
      name[0] = '%';
    }
    return name;
  }

  private static byte[] percentEncoded(byte[] path, SplittableRandom random) {
    StringBuilder uri = new StringBuilder();
    for (byte each : path) {
      if (each != '/' && (each == '%' || random.nextBoolean())) {
        String hex = String.format("%%%02x", each);
        uri.append(random.nextBoolean() ? hex : hex.toUpperCase(Locale.ROOT));
      } else {
        uri.append((char) (each & 0xFF));
      }
    }
    return uri.toString().getBytes(ISO_8859_1);
  }

  /** As Hive's {@code FileUtils.escapePathName}. */
  private static String escaped(String plain) {
    StringBuilder escaped = new StringBuilder();
    for (char each : plain.toCharArray()) {
      if (each < ' ' || "\"#%'*/:=?\\\u007f{[]^".indexOf(each) >= 0) {
        escaped.append(String.format("%%%02X", (int) each));
      } else {
        escaped.append(each);
      }
    }
    return escaped.toString();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
