package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.it.ChildJvm.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that users add works in JVMs that know nothing else of the connector. */
class BundleIT {
  private static final Path BUNDLE = Path.of(System.getProperty("uring.bundle"));
  private static final String FELL_BACK = "io_uring is not used, blocking reads serve instead:";
  private static final int FILES = 300;

  private static ContentTree tree;

  @TempDir Path out;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    tree = new ContentTree(folder).withMany(FILES - 1, 2000).with("large", 3_000_000);
  }

  /** A WebP, which the JDK has no decoder for: one of the bundle's does it. */
  @BeforeEach
  void draw() throws IOException {
    final Path pictures = Files.createDirectories(out.resolve("pictures"));
    Files.write(
        pictures.resolve("a.webp"),
        Base64.getDecoder()
            .decode(
                "UklGRkAAAABXRUJQVlA4TDQAAAAvBIAAAHdAkG0zrAPVH+MMIyMQSPIn3Ob570EOsHkBDAJAIlCxpJBCcC"
                    + "msMGpE/8NDjn0B"));
  }

  @Test
  void shouldUseTheRingThroughSystemCalls() throws Exception {
    Requirement.uring();
    final Said said = child().run(tree.path(), out, "uring");
    assertThat(said.value("java")).isEqualTo(Integer.toString(Runtime.version().feature()));
    assertThat(said.lines("engine uring/syscall started")).isPositive();
    assertReads(said);
  }

  @Test
  void shouldUseTheRingThroughJnaBelowJava22() throws Exception {
    Requirement.uring();
    final Said said = child().java(java17()).run(tree.path(), out, "uring");
    assertThat(said.lines("engine uring/jna started")).isPositive();
    assertReads(said);
  }

  @Test
  void shouldUseBlockingReadsWhereAskedTo() throws Exception {
    final Said said = child().run(tree.path(), out, "nio");
    assertThat(said.lines("engine nio started")).isPositive();
    assertThat(said.lines(FELL_BACK)).isZero();
    assertReads(said);
  }

  @Test
  void shouldRefuseTheRingWhereTheOperatorSaysSo() throws Exception {
    final Said refused =
        child().environment(Map.of("URING_ENGINE", "nio")).run(tree.path(), out, "uring");
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.text())
        .contains(
            "option engine=uring cannot be had: the environment variable URING_ENGINE says nio");
  }

  @Test
  void shouldFallBackAndSayWhyOnceWhereTheSandboxForbidsTheRing() throws Exception {
    final Said said = denied().run(tree.path(), out, "auto");
    assertThat(Integer.parseInt(said.value("tasks"))).isGreaterThan(2);
    assertThat(said.lines("engine nio started")).isPositive();
    assertThat(said.lines(FELL_BACK)).isEqualTo(1);
    assertThat(said.text()).containsPattern(FELL_BACK + ".*EPERM\\(1\\)");
    assertThat(
            said.lines("executors read files without io_uring: nio because io_uring_setup failed"))
        .isEqualTo(1);
    assertReads(said);
  }

  @Test
  void shouldRefuseWhereTheSandboxForbidsTheRingThatWasDemanded() throws Exception {
    final Said said = denied().run(tree.path(), out, "uring");
    assertThat(said.exit()).isNotZero();
    assertThat(said.text())
        .containsPattern("option engine=uring cannot be had: .*EPERM\\(1\\)")
        .contains("set engine=auto to fall back to blocking reads");
    assertThat(said.text()).doesNotContain("uring=[");
  }

  @Test
  void shouldHoldOursAndTheLibrariesAndNoMore() throws IOException {
    try (JarFile jar = new JarFile(BUNDLE.toFile())) {
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
                      "(io/uring/connector/(core|spark|shaded/(fastcsv|twelvemonkeys))|com/sun/jna)/.*"))
          .anyMatch(name -> name.endsWith("/SyscallCalls.class"))
          .contains(
              "io/uring/connector/spark/UringDataSource.class",
              "io/uring/connector/shaded/fastcsv/reader/CsvReader.class",
              "io/uring/connector/shaded/twelvemonkeys/imageio/plugins/webp/WebPImageReaderSpi.class",
              "com/sun/jna/linux-x86-64/libjnidispatch.so",
              "com/sun/jna/linux-aarch64/libjnidispatch.so");
      final String services = "META-INF/services/org.apache.spark.sql.sources.DataSourceRegister";
      assertThat(jar.getInputStream(jar.getEntry(services)))
          .asString(StandardCharsets.UTF_8)
          .isEqualToIgnoringNewLines("io.uring.connector.spark.UringDataSource");
      assertThat(jar.getInputStream(jar.getEntry("META-INF/LICENSE")))
          .asString(StandardCharsets.UTF_8)
          .contains("Java Native Access", "MIT License");
      assertThat(jar.getEntry("META-INF/licenses/twelvemonkeys.txt")).isNotNull();
      assertThat(jar.getEntry("META-INF/services/javax.imageio.spi.ImageReaderSpi")).isNull();
    }
  }

  private static void assertReads(final Said said) {
    assertThat(said.exit()).as(said.text()).isZero();
    assertThat(said.value("uring"))
        .startsWith("[" + FILES + ",")
        .isEqualTo(said.value("binaryFile"));
    assertThat(said.value("csvManifest")).isEqualTo(said.value("uring"));
    assertThat(said.value("parquetManifest")).isEqualTo(said.value("uring"));
    assertThat(said.value("pictures")).isEqualTo("[[5,3]]");
    assertThat(said.value("csv")).isEqualTo(Integer.toString(FILES));
    assertThat(said.value("parquet")).isEqualTo(Integer.toString(FILES));
  }

  private static ChildJvm child() {
    return new ChildJvm(BundleProbe.class).withBundle(BUNDLE);
  }

  /** With {@code io_uring_setup}, {@code _enter} and {@code _register} answered by EPERM. */
  private ChildJvm denied() throws IOException {
    final Path script = Files.writeString(out.resolve("deny.py"), Seccomp.SCRIPT);
    Seccomp.assumeUsable(script);
    return child().launcher("python3", script.toString());
  }

  private static Path java17() throws IOException {
    final String given = System.getProperty("java17.home", "");
    if (!given.isBlank()) {
      return Path.of(given);
    }
    final Path usual = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(usual)) {
      try (Stream<Path> homes = Files.list(usual)) {
        for (final Path home : homes.sorted().toList()) {
          if (version(home) >= 17 && version(home) <= 21) {
            return home;
          }
        }
      }
    }
    return Assumptions.abort("there is no Java 17 to 21 in java17.home or /usr/lib/jvm");
  }

  private static int version(final Path home) throws IOException {
    final Path release = home.resolve("release");
    if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/java"))) {
      return 0;
    }
    final Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    }
    final String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
    return version.matches("\\d+(\\..*)?") ? Integer.parseInt(version.split("\\.")[0]) : 0;
  }
}
