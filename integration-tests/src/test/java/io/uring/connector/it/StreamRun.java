package io.uring.connector.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A streaming query over a folder that can be stopped and started again. Its sink keeps of each
 * batch what the last attempt brought, as an exactly-once sink does.
 */
final class StreamRun {
  private final SparkSession spark = SharedSpark.session();
  private final Map<String, String> options = new HashMap<>();
  private final String folder;
  private final Path checkpoint;
  private UnaryOperator<Dataset<Row>> query = UnaryOperator.identity();

  /** By the batch's number: paths and contents. */
  private final SortedMap<Long, List<Row>> batches =
      Collections.synchronizedSortedMap(new TreeMap<>());

  private volatile Consumer<Dataset<Row>> beforeRead = batch -> {};

  StreamRun(final String folder, final Path checkpoint) {
    this.folder = folder;
    this.checkpoint = checkpoint;
    // Spark 4.2 refuses what a query leaves behind that is stopped within its first batch.
    spark.conf().set("spark.sql.streaming.verifyCheckpointDirectoryEmptyOnStart", "false");
    with("minFileAge", "0");
  }

  StreamRun with(final String option, final String value) {
    options.put(option, value);
    return this;
  }

  /** What is asked of the stream; all of it, where this is not called. */
  StreamRun asking(final UnaryOperator<Dataset<Row>> asked) {
    query = asked;
    return this;
  }

  /** What happens when a batch has been chosen and not read. */
  StreamRun beforeRead(final Consumer<Dataset<Row>> action) {
    beforeRead = action;
    return this;
  }

  StreamingQuery start() throws TimeoutException {
    return start(Trigger.ProcessingTime(0));
  }

  /** Reads what is there, and ends. */
  StreamingQuery availableNow() throws TimeoutException, StreamingQueryException {
    final StreamingQuery query = start(Trigger.AvailableNow());
    query.awaitTermination();
    return query;
  }

  /** The rows of all batches, in the batches' order. */
  List<Row> rows() {
    final List<Row> rows = new ArrayList<>();
    synchronized (batches) {
      batches.values().forEach(rows::addAll);
    }
    return rows;
  }

  /** File names of all batches, in the batches' order. */
  List<String> names() {
    return rows().stream().map(StreamRun::name).toList();
  }

  /** File names by batch, batches without files left out. */
  List<List<String>> namesByBatch() {
    synchronized (batches) {
      return batches.values().stream()
          .map(rows -> rows.stream().map(StreamRun::name).toList())
          .filter(names -> !names.isEmpty())
          .toList();
    }
  }

  static String name(final Row row) {
    final String path = row.getString(row.fieldIndex("path"));
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private StreamingQuery start(final Trigger trigger) throws TimeoutException {
    final Dataset<Row> files = spark.readStream().format("uring").options(options).load(folder);
    final VoidFunction2<Dataset<Row>, Long> sink =
        (batch, number) -> {
          beforeRead.accept(batch);
          batches.put(number, batch.collectAsList());
        };
    return query
        .apply(files)
        .writeStream()
        .option("checkpointLocation", checkpoint.toString())
        .trigger(trigger)
        .foreachBatch(sink)
        .start();
  }
}
