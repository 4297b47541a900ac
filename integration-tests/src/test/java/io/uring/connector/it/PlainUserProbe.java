package io.uring.connector.it;

import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;

/** What {@link PlainUserTest} runs where file rights count. */
final class PlainUserProbe {
  private PlainUserProbe() {}

  /**
   * Reads.
   *
   * @param arguments folders: one with a file, and one with a folder, that must not be opened
   */
  public static void main(final String[] arguments) {
    final SparkSession spark = SharedSpark.session();
    for (final String engine : new String[] {"auto", "nio"}) {
      final DataFrameReader reader = spark.read().format("uring").option("engine", engine);
      System.out.println(engine + ".count=" + reader.load(arguments[0]).count());
      System.out.println(
          engine + ".listed=" + reader.load(arguments[0]).select("path", "length").collectAsList());
      say(engine + ".content", () -> reader.load(arguments[0]).collectAsList());
      say(
          engine + ".ignored",
          () ->
              reader
                  .option("ignoreCorruptFiles", "true")
                  .option("ignoreMissingFiles", "true")
                  .load(arguments[0])
                  .collectAsList());
      say(
          engine + ".dropped",
          () -> reader.option("mode", "DROPMALFORMED").load(arguments[0]).collectAsList());
      System.out.println(
          engine
              + ".kept="
              + spark
                  .read()
                  .format("uring")
                  .option("engine", engine)
                  .option("mode", "PERMISSIVE")
                  .load(arguments[0])
                  .selectExpr("length(content)", "error.class", "error.errno", "error.message")
                  .collectAsList());
    }
    final DataFrameReader recursive =
        spark.read().format("uring").option("recursiveFileLookup", "true");
    say("folder", () -> recursive.load(arguments[1]));
    spark.stop();
  }

  private static void say(final String name, final Runnable action) {
    try {
      action.run();
      System.out.println(name + "=worked");
    } catch (final Exception e) {
      Throwable cause = e;
      while (cause.getCause() != null && !cause.toString().contains("EACCES")) {
        cause = cause.getCause();
      }
      System.out.println(name + "=" + String.valueOf(cause.getMessage()).replace('\n', ' '));
    }
  }
}
