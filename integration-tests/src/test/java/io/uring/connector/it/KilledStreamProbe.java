package io.uring.connector.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.Trigger;

/** A stream whose JVM ends in the middle, for {@link KilledStreamTest}. */
final class KilledStreamProbe {
  /** The status of a JVM that was killed. */
  static final int KILLED = 137;

  private KilledStreamProbe() {}

  /**
   * Reads what is there until the JVM is killed.
   *
   * @param arguments the folder, the checkpoint, the folder of batches, after how many batches it
   *     is killed, and how many milliseconds after that
   */
  public static void main(final String[] arguments) throws Exception {
    final CountDownLatch batches = new CountDownLatch(Integer.parseInt(arguments[3]));
    final Thread killer =
        new Thread(
            () -> {
              try {
                batches.await();
                Thread.sleep(Long.parseLong(arguments[4]));
              } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              // No hook runs, as with kill -9.
              Runtime.getRuntime().halt(KILLED);
            },
            "killer");
    killer.start();
    read(arguments[0], Path.of(arguments[1]), Path.of(arguments[2]), 3, batches::countDown);
  }

  /**
   * Reads what is there; each batch becomes a file of its own, named by its number.
   *
   * @param most the most files of a batch
   * @param afterBatch is called when a batch has become a file, which Spark does not know yet
   */
  static void read(
      final String folder,
      final Path checkpoint,
      final Path out,
      final int most,
      final Runnable afterBatch)
      throws Exception {
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
          afterBatch.run();
        };
    SharedSpark.session()
        .readStream()
        .format("uring")
        .option("maxFilesPerTrigger", most)
        .load(folder)
        .writeStream()
        .option("checkpointLocation", checkpoint.toString())
        .trigger(Trigger.AvailableNow())
        .foreachBatch(sink)
        .start()
        .awaitTermination();
  }
}
