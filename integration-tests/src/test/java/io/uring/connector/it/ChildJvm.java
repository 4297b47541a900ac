package io.uring.connector.it;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.launcher.JavaModuleOptions;

/** Starts a Java program of the tests in a JVM of its own and takes what it says. */
final class ChildJvm {
  private static final long TIMEOUT_MINUTES = 3;

  private final List<String> launcher = new ArrayList<>();
  private final List<String> flags = new ArrayList<>();
  private final Class<?> program;
  private String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
  private String classPath = System.getProperty("java.class.path");
  private Map<String, String> environment = Map.of();

  /**
   * What a child has said.
   *
   * @param exit its exit code
   * @param text standard output and error
   */
  record Said(int exit, String text) {
    /** The value of the one line {@code name=value}. */
    String value(final String name) {
      final Matcher matcher = Pattern.compile("(?m)^" + name + "=(.*)$").matcher(text);
      if (!matcher.find()) {
        throw new AssertionError("nothing said of " + name + " (exit " + exit + "):\n" + text);
      }
      return matcher.group(1);
    }

    /** How many lines hold a text. */
    long lines(final String part) {
      return text.lines().filter(line -> line.contains(part)).count();
    }
  }

  ChildJvm(final Class<?> program) {
    this.program = program;
    flags.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    // From JDK 24 on Netty wants it, and Spark gives it from 4.2 on.
    flags.add("--sun-misc-unsafe-memory-access=allow");
    flags.add("-Xmx1g");
  }

  ChildJvm java(final Path home) {
    java = home.resolve("bin/java").toString();
    return this;
  }

  /** The class path of this JVM without the connector's own, and this jar in their place. */
  ChildJvm withBundle(final Path bundle) {
    classPath =
        bundle
            + File.pathSeparator
            + List.of(classPath.split(File.pathSeparator)).stream()
                .filter(
                    entry ->
                        !entry.matches(".*/connector-(core|spark)[-/].*|.*/(jna|fastcsv)-[^/]*"))
                .collect(Collectors.joining(File.pathSeparator));
    return this;
  }

  ChildJvm flags(final String... more) {
    flags.addAll(List.of(more));
    return this;
  }

  /** What starts the JVM, such as {@code setpriv} with its options. */
  ChildJvm launcher(final String... command) {
    launcher.addAll(List.of(command));
    return this;
  }

  ChildJvm environment(final Map<String, String> variables) {
    environment = variables;
    return this;
  }

  Said run(final Object... arguments) throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>(launcher);
    command.add(java);
    command.addAll(flags);
    command.add("-cp");
    command.add(classPath);
    command.add(program.getName());
    for (final Object argument : arguments) {
      command.add(argument.toString());
    }
    final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("URING_ENGINE");
    builder.environment().putAll(environment);
    final Process process = builder.start();
    process.getOutputStream().close();
    final Thread watch = new Thread(() -> end(process), "child-watch");
    watch.setDaemon(true);
    watch.start();
    final String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }

  private static void end(final Process process) {
    try {
      if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
