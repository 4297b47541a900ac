package io.uring.connector.core.list;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.RequestList;
import io.uring.connector.core.testing.ChildJvm;
import io.uring.connector.core.testing.TestFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetManifestTest {
  private static final String RANGES =
      "optional binary path (UTF8); optional int64 offset; optional int32 length;";

  private static final ListOptions DEFAULTS = ListOptions.builder().build();

  @TempDir Path root;

  @BeforeEach
  void make() {
    TestFiles.write(root.resolve("a"), 1, 100);
    TestFiles.write(root.resolve("\u00fc b"), 2, 50);
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
  void shouldTakeManyRowsInOrder(CompressionCodecName codec) throws IOException {
    Object[][] rows = new Object[5000][];
    for (int i = 0; i < rows.length; i++) {
      Long offset = i % 3 == 0 ? null : (long) (i % 40);
      Integer length = i % 5 == 0 ? null : i % 10;
      rows[i] = new Object[] {i % 2 == 0 ? "a" : root + "/\u00fc b", offset, length};
    }
    RequestList requests = list(RANGES, codec, rows);
    assertThat(requests.size()).isEqualTo(rows.length);
    assertThat(requests.files().size()).isEqualTo(2);
    for (int i = 0; i < rows.length; i++) {
      long offset = i % 3 == 0 ? 0 : i % 40;
      long size = i % 2 == 0 ? 100 : 50;
      assertThat(requests.get(i).path()).isEqualTo(root + (i % 2 == 0 ? "/a" : "/\u00fc b"));
      assertThat(requests.offset(i)).isEqualTo(offset);
      assertThat(requests.length(i)).isEqualTo(i % 5 == 0 ? size - offset : i % 10);
    }
  }

  @Test
  void shouldTakePathsAloneAndIgnoreOtherColumns() throws IOException {
    RequestList requests =
        list(
            "required group label { optional int32 id; } required binary PATH; repeated int32 x;",
            CompressionCodecName.SNAPPY,
            new Object[] {null, "a"},
            new Object[] {null, "\u00fc b"});
    assertThat(requests.isWholeFiles()).isTrue();
    assertThat(requests.get(1).path()).isEqualTo(root + "/\u00fc b");
  }

  @Test
  void shouldKnowParquetByItsBeginning() throws IOException {
    Path manifest = write(RANGES, CompressionCodecName.SNAPPY, new Object[] {"a", 1L, 2});
    Path renamed = Files.move(manifest, root.resolve("list.txt"));
    assertThat(Manifest.list(renamed.toString(), DEFAULTS).requests().size()).isEqualTo(1);
  }

  @Test
  void shouldListNothingOfNoRows() throws IOException {
    assertThat(list(RANGES, CompressionCodecName.SNAPPY).size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "optional binary path; optional int64 offset; | -1 | row 3: offset must be a whole number of bytes, 0 or more, not -1",
        "optional binary path; optional int64 length; | -9 | row 3: length must be a whole number of bytes, 0 or more, not -9",
        "optional binary path; optional int64 offset; | 101 | row 3: range must be within the file: file=ROOT/a, offset=101, size=100",
      })
  void shouldNameTheRow(String schema, long value, String message) throws IOException {
    Object[] good = {"a", 1L};
    Path manifest =
        write(schema, CompressionCodecName.SNAPPY, good, good, new Object[] {"a", value});
    assertThatThrownBy(() -> Manifest.list(manifest.toString(), DEFAULTS))
        .isInstanceOf(ListException.class)
        .hasMessage("manifest " + manifest + ", " + message.replace("ROOT", root.toString()));
  }

  @Test
  void shouldNameTheRowWithoutAPath() throws IOException {
    Path manifest =
        write(RANGES, CompressionCodecName.SNAPPY, new Object[] {"a"}, new Object[] {null, 1L});
    assertThatThrownBy(() -> Manifest.list(manifest.toString(), DEFAULTS))
        .hasMessage("manifest " + manifest + ", row 2: path must not be null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "required binary name; required int64 size; | there must be a column path, and may be offset and length, not name,size",
        "required binary path; required binary Path; | there must be only one column path",
        "required int32 path; | column path must be [BINARY], not required int32 path",
        "repeated binary path; | column path must be [BINARY], not repeated binary path",
        "required group path { required binary x; } | column path must be [BINARY], not required group path",
        "required binary path; required double offset; | column offset must be [INT64, INT32], not required double offset",
      })
  void shouldNameTheColumn(String schema, String message) throws IOException {
    Path manifest = write(schema, CompressionCodecName.SNAPPY);
    assertThatThrownBy(() -> Manifest.list(manifest.toString(), DEFAULTS))
        .isInstanceOf(ListException.class)
        .hasMessageStartingWith("manifest " + manifest + ", row 1: " + message);
  }

  @Test
  void shouldSayOfAFileThatIsNoParquetThatItIsNone() throws IOException {
    Path manifest = Files.writeString(root.resolve("m.parquet"), "a\n");
    assertThatThrownBy(() -> Manifest.list(manifest.toString(), DEFAULTS))
        .isInstanceOf(ListException.class)
        .hasMessageStartingWith("manifest " + manifest + " cannot be read as Parquet: ");
  }

  @Test
  void shouldHoldPagesAgainstTheirChecksums() throws IOException {
    Path manifest =
        write("required binary path;", CompressionCodecName.UNCOMPRESSED, new Object[] {"a"});
    byte[] bytes = Files.readAllBytes(manifest);
    int at = new String(bytes, ISO_8859_1).indexOf("\1\0\0\0a");
    assertThat(at).isPositive();
    bytes[at + 4] = 'b';
    Files.write(manifest, bytes);
    assertThatThrownBy(() -> Manifest.list(manifest.toString(), DEFAULTS))
        .isInstanceOf(ListException.class)
        .hasMessageStartingWith("manifest " + manifest + " cannot be read as Parquet: ")
        .hasMessageContaining("CRC");
  }

  @Test
  void shouldSayWhatToAddWhereNothingReadsParquet() throws Exception {
    Path manifest = write(RANGES, CompressionCodecName.SNAPPY, new Object[] {"a", 1L, 2});
    Path text = Files.writeString(root.resolve("m.csv"), "path\na\n");
    for (String missing : new String[] {"/parquet-", "/hadoop-client"}) {
      String classPath =
          Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
              .filter(entry -> !entry.contains(missing))
              .collect(Collectors.joining(File.pathSeparator));
      ChildJvm child = ChildJvm.startedBy().classPath(classPath);
      ChildJvm.Result refused = child.run(Map.of(), ManifestProbe.class, manifest.toString());
      assertThat(refused.value("refused"))
          .as(refused.output())
          .isEqualTo(
              "manifest "
                  + manifest
                  + " is Parquet, and what reads it is not on the class path: add"
                  + " org.apache.parquet:parquet-hadoop and"
                  + " org.apache.hadoop:hadoop-client-runtime, or write the manifest as CSV");
      assertThat(child.run(Map.of(), ManifestProbe.class, text.toString()).value("rows"))
          .isEqualTo("1");
    }
  }

  private RequestList list(String schema, CompressionCodecName codec, Object[]... rows)
      throws IOException {
    return Manifest.list(write(schema, codec, rows).toString(), DEFAULTS).requests();
  }

  private Path write(String schema, CompressionCodecName codec, Object[]... rows)
      throws IOException {
    return ParquetFiles.write(root.resolve("m.parquet"), schema, codec, rows);
  }
}
