package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The jar that users of SQL add works in a Flink that knows nothing else of the connector. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SqlJarIT {
  @RegisterExtension static final MiniClusterExtension CLUSTER = SqlSession.cluster();

  private static final Path JAR = Path.of(System.getProperty("sql.jar"));

  @Test
  void shouldHoldOursAndTheLibrariesAndNoMore() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      final List<String> classes =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.endsWith(".class") || name.endsWith(".so"))
              .toList();
      assertThat(classes)
          .isNotEmpty()
          .allMatch(
              name ->
                  name.matches(
                      "(io/uring/connector/(core|flink|shaded/(fastcsv|twelvemonkeys))|com/sun/jna)/.*"))
          .doesNotHaveDuplicates()
          .contains(
              "io/uring/connector/flink/table/UringTableFactory.class",
              "io/uring/connector/shaded/fastcsv/reader/CsvReader.class",
              "com/sun/jna/linux-x86-64/libjnidispatch.so",
              "com/sun/jna/linux-aarch64/libjnidispatch.so");
      assertThat(jar.stream().map(entry -> entry.getName()))
          .filteredOn(name -> name.startsWith("META-INF/services/") && !name.endsWith("/"))
          .containsExactly("META-INF/services/org.apache.flink.table.factories.Factory");
      assertThat(text(jar, "META-INF/services/org.apache.flink.table.factories.Factory"))
          .isEqualToIgnoringNewLines("io.uring.connector.flink.table.UringTableFactory");
      assertThat(text(jar, "META-INF/LICENSE")).contains("Java Native Access", "MIT License");
      assertThat(text(jar, "META-INF/licenses/twelvemonkeys.txt")).contains("Redistribution");
      assertThat(text(jar, "META-INF/NOTICE"))
          .containsPattern("net.java.dev.jna:jna:\\d")
          .containsPattern("de.siegmar:fastcsv:\\d")
          .containsPattern("com.twelvemonkeys.imageio:\\d");
    }
  }

  /** Flink gives the job a class loader of its own, in which the jar's classes come first. */
  @Test
  void shouldReadFilesForASessionThatHasAddedIt(@TempDir final Path folder) throws Exception {
    assertThatThrownBy(() -> Class.forName("io.uring.connector.flink.UringSource"))
        .isInstanceOf(ClassNotFoundException.class);
    final PartitionedFiles files =
        PartitionedFiles.write(Files.createDirectory(folder.resolve("a")));
    final Path manifest = folder.resolve("list.csv");
    Files.writeString(manifest, "path\n" + PartitionedFiles.file(largest(files)) + "\n");
    final SqlSession session = SqlSession.batch();
    session.sql().executeSql("ADD JAR '" + JAR + "'");
    session
        .table("t (content BYTES, path STRING, k INT) PARTITIONED BY (k)", files.path())
        .table("m (content BYTES)", "'manifest'='" + manifest + "'");
    assertThat(session.rows("SELECT COUNT(*) FROM t"))
        .containsExactly(Row.of((long) files.content().size()));
    final Map<String, String> digests = new TreeMap<>();
    for (final Row row :
        session.rows("SELECT path, SHA256(DECODE(content, 'ISO-8859-1')) FROM t WHERE k > 0")) {
      digests.put((String) row.getField(0), (String) row.getField(1));
    }
    final List<String> expected = files.paths(path -> path.matches("(?s).*/k=[12]/.*"));
    assertThat(digests.keySet()).containsExactlyElementsOf(expected);
    for (final String path : expected) {
      assertThat(digests.get(path)).as(path).isEqualTo(sha256(files.content().get(path)));
    }
    assertThat(session.rows("SELECT SHA256(DECODE(content, 'ISO-8859-1')) FROM m"))
        .containsExactly(Row.of(sha256(files.content().get(largest(files)))));
  }

  private static String largest(final PartitionedFiles files) {
    return files.paths(path -> files.content().get(path).length > 5000).get(0);
  }

  /** Of the bytes as text, as SQL has it. */
  private static String sha256(final byte[] bytes) throws Exception {
    final byte[] text =
        new String(bytes, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
  }

  private static String text(final JarFile jar, final String name) throws IOException {
    return new String(
        jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
  }
}
