package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The bundle jar under the real PySpark: what {@code connector-spark/python/check} runs, each of
 * its cases as one here. Skipped where the Python packages cannot be installed.
 */
class PythonIT {
  private static final Path PYTHON =
      Path.of("..", "connector-spark", "python").toAbsolutePath().normalize();

  private static final Path OUT = Path.of("target", "python").toAbsolutePath();

  private static final long INSTALL_MINUTES = 10;
  private static final long CHECK_MINUTES = 8;

  @TestFactory
  @Timeout(value = INSTALL_MINUTES + CHECK_MINUTES + 1, unit = TimeUnit.MINUTES)
  Stream<DynamicTest> shouldServePython() throws Exception {
    deleteReports();
    final Path installed = OUT.resolve("install.log");
    if (run(INSTALL_MINUTES, installed, PYTHON.resolve("venv")) != 0) {
      final String reason = "the Python packages are not here: " + lastLine(installed);
      if ("true".equals(System.getenv("URING_REQUIRED"))) {
        throw new AssertionError(reason + "\n" + Files.readString(installed));
      }
      throw Requirement.missing(reason);
    }
    final Path checked = OUT.resolve("check.log");
    final int exit = run(CHECK_MINUTES, checked, PYTHON.resolve("check"));
    final List<DynamicTest> cases = cases();
    assertThat(cases).as(Files.readString(checked)).isNotEmpty();
    return Stream.concat(
        cases.stream(),
        Stream.of(
            DynamicTest.dynamicTest(
                "all of it has run to its end",
                () -> assertThat(exit).as(Files.readString(checked)).isZero())));
  }

  private static void deleteReports() throws IOException {
    Files.createDirectories(OUT);
    try (Stream<Path> old = Files.list(OUT)) {
      for (final Path file : old.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Runs a script, and ends it and all that it has started where it takes longer. */
  private static int run(final long minutes, final Path log, final Path script) throws Exception {
    final ProcessBuilder builder =
        new ProcessBuilder(script.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("URING_BUNDLE", System.getProperty("uring.bundle"));
    builder.environment().put("PYTHON_REPORTS", OUT.toString());
    final Process process = builder.start();
    try {
      return process.waitFor(minutes, TimeUnit.MINUTES) ? process.exitValue() : -1;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static List<DynamicTest> cases() throws Exception {
    final List<DynamicTest> cases = new ArrayList<>();
    try (Stream<Path> reports = Files.list(OUT)) {
      for (final Path report : reports.filter(file -> file.toString().endsWith(".xml")).toList()) {
        final NodeList found =
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("testcase");
        for (int i = 0; i < found.getLength(); i++) {
          cases.add(test((Element) found.item(i)));
        }
      }
    }
    return cases;
  }

  private static DynamicTest test(final Element testcase) {
    return DynamicTest.dynamicTest(
        testcase.getAttribute("classname") + " " + testcase.getAttribute("name"),
        () -> {
          for (final String bad : List.of("failure", "error")) {
            final NodeList found = testcase.getElementsByTagName(bad);
            if (found.getLength() > 0) {
              throw new AssertionError(found.item(0).getTextContent());
            }
          }
          if (testcase.getElementsByTagName("skipped").getLength() > 0) {
            throw Requirement.missing("skipped by pytest");
          }
        });
  }

  private static String lastLine(final Path log) throws IOException {
    final List<String> lines = Files.readAllLines(log);
    return lines.isEmpty() ? "nothing was said" : lines.get(lines.size() - 1);
  }
}
