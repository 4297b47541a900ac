package io.uring.connector.it;

import static org.awaitility.Awaitility.await;

import io.uring.connector.it.ChildJvm.Said;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A standalone Spark: a master and workers, each a JVM of its own, from the jars on this JVM's
 * class path but for those of the connector and of the tests. What is submitted gets these by
 * {@code --jars}, as users give them.
 */
final class StandaloneCluster implements AutoCloseable {
  /** For JVMs that end before a better compiler would have paid. */
  static final String QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");

  private static final String NOT_OF_SPARK =
      ".*/(connector-[^/]*|(net/java/dev/jna|de/siegmar|com/twelvemonkeys|org/junit|org/assertj"
          + "|org/awaitility)/.*)";

  private final Path folder;
  private final Path home;
  private final Path programs;
  private final String url;
  private final List<Process> processes = new ArrayList<>();
  private final Thread atExit = new Thread(this::destroy, "cluster-at-exit");

  /**
   * Starts a cluster. Its workers may still be on their way to the master.
   *
   * @param folder for all that it writes
   * @param workers how many
   * @param cores of each
   */
  StandaloneCluster(final Path folder, final int workers, final int cores) throws IOException {
    this.folder = folder;
    home = linkJars(Files.createDirectories(folder.resolve("home/jars"))).getParent();
    programs = packPrograms(folder.resolve("programs.jar"));
    Runtime.getRuntime().addShutdownHook(atExit);
    boolean started = false;
    try {
      start(
          "master",
          "org.apache.spark.deploy.master.Master",
          "--host",
          "127.0.0.1",
          "--port",
          "0",
          "--webui-port",
          "0");
      url = url();
      for (int i = 0; i < workers; i++) {
        start(
            "worker-" + i,
            "org.apache.spark.deploy.worker.Worker",
            url,
            "--host",
            "127.0.0.1",
            "--webui-port",
            "0",
            "--cores",
            Integer.toString(cores),
            "--memory",
            "1g",
            "--work-dir",
            folder.resolve("worker-" + i).toString());
      }
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /**
   * Runs a program of the tests as {@code spark-submit} does.
   *
   * @param program has a main method, and finds the cluster in its Spark settings
   * @param jar what its users add
   * @param settings of Spark, {@code key=value}
   */
  Said submit(
      final Class<?> program,
      final Path jar,
      final List<String> settings,
      final Object... arguments)
      throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>();
    command.addAll(List.of("--master", url, "--class", program.getName(), "--jars", "" + jar));
    for (final String setting : settings) {
      command.addAll(List.of("--conf", setting));
    }
    command.add(programs.toString());
    for (final Object argument : arguments) {
      command.add(argument.toString());
    }
    final Process driver =
        start("driver", "org.apache.spark.deploy.SparkSubmit", command.toArray(new String[0]));
    final boolean ended = driver.waitFor(8, TimeUnit.MINUTES);
    final String text = Files.readString(log("driver"));
    if (!ended) {
      throw new AssertionError("the driver has not ended:\n" + text);
    }
    return new Said(driver.exitValue(), text);
  }

  /** What each executor that there was has logged. */
  List<String> executorLogs() throws IOException {
    final List<String> logs = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder, 4)) {
      for (final Path file : files.filter(path -> path.endsWith("stderr")).sorted().toList()) {
        logs.add(Files.readString(file));
      }
    }
    return logs;
  }

  /** All JVMs of the cluster that are there, executors too. */
  List<ProcessHandle> running() {
    return processes.stream()
        .map(Process::toHandle)
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .filter(ProcessHandle::isAlive)
        .toList();
  }

  /** Ends all JVMs of the cluster, and does not return before they have. */
  @Override
  public void close() throws IOException {
    destroy();
    Runtime.getRuntime().removeShutdownHook(atExit);
    // JUnit would warn of each link that leaves its folder.
    try (Stream<Path> links = Files.list(home.resolve("jars"))) {
      for (final Path link : links.toList()) {
        Files.delete(link);
      }
    }
  }

  private void destroy() {
    final List<ProcessHandle> all = running();
    // Workers end their executors; a driver that hangs, and what is left then, is not asked twice.
    all.forEach(ProcessHandle::destroy);
    final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (all.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < end) {
      sleep();
    }
    all.forEach(ProcessHandle::destroyForcibly);
    while (all.stream().anyMatch(ProcessHandle::isAlive)) {
      sleep();
    }
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the cluster was about to end", e);
    }
  }

  private Process start(final String name, final String program, final String... arguments)
      throws IOException {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    command.addAll(List.of(QUICK_START.split(" ")));
    command.add("-Xmx512m");
    command.add("-cp");
    command.add(home + "/jars/*");
    command.add(program);
    command.addAll(List.of(arguments));
    final ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log(name).toFile());
    builder.environment().remove("URING_ENGINE");
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder
        .environment()
        .put("SPARK_LOCAL_DIRS", Files.createDirectories(folder.resolve("local")).toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    final Process process = builder.start();
    processes.add(process);
    return process;
  }

  private String url() throws IOException {
    final Matcher matcher = MASTER.matcher("");
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> matcher.reset(Files.readString(log("master"))).find());
    return matcher.group(1);
  }

  private Path log(final String name) {
    return folder.resolve(name + ".log");
  }

  /** Executors find Spark in a folder {@code jars}. */
  private static Path linkJars(final Path jars) throws IOException {
    for (final String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (entry.endsWith(".jar") && !entry.matches(NOT_OF_SPARK)) {
        final Path link = jars.resolve(Path.of(entry).getFileName());
        if (!Files.exists(link)) {
          Files.createSymbolicLink(link, Path.of(entry));
        }
      }
    }
    return jars;
  }

  /** The classes of the tests: programs, and what their tasks need. */
  private static Path packPrograms(final Path jar) throws IOException {
    final Path classes =
        Path.of(
            StandaloneCluster.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (final Path file :
          files
              .filter(path -> path.toString().endsWith(".class"))
              .sorted(Comparator.naturalOrder())
              .toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
    return jar;
  }
}
