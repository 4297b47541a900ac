package io.uring.connector.core.testing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a main class in another JVM like this one, which a launcher may start. */
public final class ChildJvm {
  private final List<String> launcher;
  private final String classPath;
  private final List<String> jvmOptions;

  private ChildJvm(List<String> launcher, String classPath, List<String> jvmOptions) {
    this.launcher = launcher;
    this.classPath = classPath;
    this.jvmOptions = jvmOptions;
  }

  /** What a child wrote, and how it ended. */
  public record Result(int exit, String output) {
    /** The value of a line {@code key=value}, or null. */
    public String value(String key) {
      return output
          .lines()
          .filter(line -> line.startsWith(key + "="))
          .map(line -> line.substring(key.length() + 1))
          .findFirst()
          .orElse(null);
    }
  }

  /**
   * A JVM with this one's class path and flags, started by a command that ends in its arguments.
   */
  public static ChildJvm startedBy(String... launcher) {
    return new ChildJvm(List.of(launcher), System.getProperty("java.class.path"), List.of());
  }

  /** The same with another class path. */
  public ChildJvm classPath(String changed) {
    return new ChildJvm(launcher, changed, jvmOptions);
  }

  /** The same with more flags. */
  public ChildJvm jvmOptions(String... more) {
    return new ChildJvm(launcher, classPath, List.of(more));
  }

  /** Runs a class to its end. */
  public Result run(Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (flag.startsWith("--") || flag.startsWith("-XX:")) {
        command.add(flag);
      }
    }
    command.addAll(jvmOptions);
    command.addAll(List.of("-Xmx256m", "-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("child", ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(output.toFile()).environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IOException("child hangs: " + Files.readString(output));
      }
      return new Result(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }
}
