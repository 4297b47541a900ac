package io.uring.connector.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.scan.FileScan;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads as a user whom permissions hold back: this process where it is one, else, as root, another
 * JVM that is nobody's.
 */
public final class PlainUser {
  private static final String[] LAUNCHER = {
    "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"
  };

  private PlainUser() {}

  /** A class path that everybody may read, copied once: root's own need not be. */
  private static final class Copy {
    static final String CLASS_PATH = copy();

    private static String copy() {
      try {
        Path folder = Files.createTempDirectory("class-path");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        open(folder);
        List<String> copied = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
          Path from = Path.of(entry);
          if (Files.exists(from)) {
            Path to = folder.resolve(copied.size() + "-" + from.getFileName());
            copy(from, to);
            copied.add(to.toString());
          }
        }
        return String.join(File.pathSeparator, copied);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private static void copy(Path from, Path to) throws IOException {
      try (Stream<Path> all = Files.walk(from)) {
        for (Path each : (Iterable<Path>) all::iterator) {
          Path target = to.resolve(from.relativize(each).toString());
          Files.copy(each, target);
          open(target);
        }
      }
    }

    private static void delete(Path folder) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.sorted((a, b) -> b.compareTo(a)).forEach(each -> each.toFile().delete());
      } catch (IOException e) {
        System.err.println("left behind: " + folder);
      }
    }
  }

  /**
   * The message that reading a file fails with for a plain user.
   *
   * @param folder above the file, to be opened to everybody
   */
  public static String failure(ReadOptions options, Path folder, Path file) throws Exception {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Scans.failure(FileScan.of(TestFiles.whole(file)).options(options)).getMessage();
    }
    assumeTrue(canBecome(), "root has no setpriv to become a plain user with");
    open(folder);
    ChildJvm.Result result =
        ChildJvm.startedBy(LAUNCHER)
            .classPath(Copy.CLASS_PATH)
            .run(
                Map.of(),
                ReadProgram.class,
                file.toString(),
                "engine=" + options.engine(),
                "binding=" + options.binding());
    assertThat(result.value("failure")).as(result.output()).isNotNull();
    return result.value("failure");
  }

  private static boolean canBecome() throws InterruptedException {
    try {
      List<String> command = new ArrayList<>(List.of(LAUNCHER));
      command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
      command.add("-version");
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void open(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
