package io.uring.connector.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.uring.connector.core.EngineChoice;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The connector's core on another Java: a {@link WorkerCommand} that waits between its turns. */
final class WorkerSide implements Side {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String name;
  private final Process process;
  private final PrintStream orders;
  private final BufferedReader answers;

  private WorkerSide(
      final String name,
      final String javaHome,
      final DataSet data,
      final EngineChoice engine,
      final int threads,
      final Map<String, String> options)
      throws IOException {
    this.name = name;
    final List<String> command = new ArrayList<>();
    command.add(javaHome + "/bin/java");
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("worker", "--root", data.root().toString()));
    command.addAll(List.of("--engine", engine.name(), "--threads", Integer.toString(threads)));
    options.forEach((key, value) -> command.addAll(List.of("--option", key + "=" + value)));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** The core on Java 17, unless that is what runs here, or {@code benchmarks/run} found none. */
  static Optional<Side> onJava17(
      final String name,
      final DataSet data,
      final EngineChoice engine,
      final int threads,
      final Map<String, String> options)
      throws IOException {
    final String home = System.getProperty("uring.java17", "");
    if (Runtime.version().feature() == 17) {
      return Optional.empty();
    }
    if (home.isEmpty()) {
      System.err.println("nothing on Java 17: there is no such JDK here");
      return Optional.empty();
    }
    return Optional.of(new WorkerSide(name + ", java 17", home, data, engine, threads, options));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String digest() throws IOException {
    return JSON.readValue(ask("digest"), String.class);
  }

  @Override
  public Run run() throws IOException {
    return JSON.readValue(ask("run"), Run.class);
  }

  @Override
  public void close() {
    orders.close();
    try {
      process.waitFor();
    } catch (final InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }

  private String ask(final String order) throws IOException {
    orders.println(order);
    final String answer = answers.readLine();
    if (answer == null) {
      throw new EOFException("the JVM of " + name + " has ended; its messages are above");
    }
    return answer;
  }
}
