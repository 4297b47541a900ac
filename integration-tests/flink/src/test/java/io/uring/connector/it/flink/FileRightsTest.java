package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.flink.split.FileSplit;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file without the right to read it, among others, in a JVM for which rights count. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FileRightsTest {
  private static final List<String> ENGINES = List.of("auto", "nio");

  /** Without the capabilities by which root reads everything. */
  private static final List<String> RIGHTS_COUNT =
      List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search");

  @TempDir Path folder;

  @Test
  void shouldFailOrKeepTheRecordButNotSkip() throws Exception {
    for (int i = 0; i < 5; i++) {
      Files.write(folder.resolve("f" + i), new byte[100 + i]);
    }
    final Path bad = folder.resolve("f2");
    Files.setPosixFilePermissions(bad, PosixFilePermissions.fromString("---------"));
    final List<String> command = new ArrayList<>();
    if (Files.isReadable(bad)) {
      Assumptions.assumeTrue(
          Files.isExecutable(Path.of("/usr/bin/setpriv")), "root needs setpriv to give up rights");
      command.addAll(RIGHTS_COUNT);
    }
    final List<String> said = run(command, folder.toString());
    final String denied = "open failed: errno=EACCES(13), file=" + bad + ", offset=0, length=102";
    for (final String engine : ENGINES) {
      assertThat(said)
          .contains(
              engine + ".FAILFAST=" + denied,
              engine + ".DROPMALFORMED=" + denied,
              engine
                  + ".PERMISSIVE=[f0: 100, f1: 101, f2: "
                  + denied
                  + ", f3: 103, f4: 104], errors: 1");
    }
  }

  /** What another JVM like this one says, started by a command that ends in its arguments. */
  private static List<String> run(final List<String> launcher, final String argument)
      throws Exception {
    final List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--") || flag.startsWith("-XX:"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Reading.class.getName()));
    command.add(argument);
    final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  /** The program of the other JVM. */
  static final class Reading {
    private Reading() {}

    /**
     * Reads a folder in each mode.
     *
     * @param arguments the folder
     */
    public static void main(final String[] arguments) throws Exception {
      final List<FileSplit> listed = OneSubtask.list(Path.of(arguments[0]));
      for (final String engine : ENGINES) {
        for (final String mode : List.of("FAILFAST", "PERMISSIVE", "DROPMALFORMED")) {
          System.out.println(engine + "." + mode + "=" + said(engine, mode, listed));
        }
      }
    }

    private static String said(
        final String engine, final String mode, final List<FileSplit> listed) {
      try {
        final OneSubtask.Done done = OneSubtask.read(BadFileTest.source(engine, mode), listed);
        return done.rows() + ", errors: " + done.errors();
      } catch (final Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
          cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
      }
    }
  }
}
