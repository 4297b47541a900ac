package io.uring.connector.benchmarks;

import java.nio.file.AccessDeniedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code benchmarks/run} starts. */
@Command(
    name = "run",
    description = "Measures the connector on this machine.",
    subcommands = {
      CoreCommand.class,
      SparkCommand.class,
      ReferenceCommand.class,
      CeilingCommand.class,
      MatrixCommand.class,
      PreadCommand.class,
      SizesCommand.class,
      LargeCommand.class,
      RangesCommand.class,
      ListCommand.class,
      SkewCommand.class,
      DrawCommand.class,
      WorkerCommand.class,
      DataCommand.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "  run flink …             Flink's FileSource and our UringSource, on a class path of their own",
      "  run jmh [JMH options]   hot spots, with JMH",
      "  --java VERSION|HOME     the JDK to run on, e.g. --java 17 to measure the jna binding",
    })
final class Main {
  private Main() {}

  /**
   * Runs a command and ends the JVM with its status.
   *
   * @param args as {@code benchmarks/run help} explains
   */
  public static void main(final String[] args) {
    run(new Main(), args);
  }

  /** Runs a command, or one of its own, and ends the JVM with its status. */
  static void run(final Object command, final String[] args) {
    System.setProperty("java.awt.headless", "true");
    final int status =
        new CommandLine(command)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((failure, line, parsed) -> explain(failure))
            .execute(args);
    System.exit(status);
  }

  // What the user can mend is told in a line; anything else with all that is known.
  private static int explain(final Exception failure) throws Exception {
    if (failure instanceof IllegalArgumentException || failure instanceof AccessDeniedException) {
      System.err.println("benchmarks/run: " + failure.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    throw failure;
  }
}
