package io.uring.connector.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.Trigger;

/** A stream whose JVM ends in the middle, for {@link KilledStreamTest}. */
final class KilledStreamProbe {
  private KilledStreamProbe() {}

  /**
   * Reads what is there; each batch becomes a file of its own, named by its number.
   *
   * @param arguments the folder, the checkpoint, the folder of batches, and after how many
   *     milliseconds the JVM is killed, or 0
   */
  public static void main(final String[] arguments) throws Exception {
    final Path out = Path.of(arguments[2]);
    final long millis = Long.parseLong(arguments[3]);
    final VoidFunction2<Dataset<Row>, Long> sink =
        (batch, number) -> {
          final List<String> lines =
              batch.selectExpr("path", "crc32(content)").collectAsList().stream()
                  .map(row -> StreamRun.name(row) + " " + row.getLong(1))
                  .toList();
          final Path unfinished = Files.write(out.resolve(".unfinished"), lines);
          Files.move(
              unfinished,
              out.resolve(number.toString()),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
        };
    final var writer =
        SharedSpark.session()
            .readStream()
            .format("uring")
            .option("maxFilesPerTrigger", "3")
            .load(arguments[0])
            .writeStream()
            .option("checkpointLocation", arguments[1])
            .trigger(Trigger.AvailableNow())
            .foreachBatch(sink);
    if (millis > 0) {
      final Thread killer =
          new Thread(
              () -> {
                try {
                  Thread.sleep(millis);
                } catch (final InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                // No hook runs, as with kill -9.
                Runtime.getRuntime().halt(137);
              },
              "killer");
      killer.start();
    }
    writer.start().awaitTermination();
    System.out.println("ended=" + out);
    Runtime.getRuntime().halt(0);
  }
}
