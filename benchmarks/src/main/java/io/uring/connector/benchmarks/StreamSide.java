package io.uring.connector.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A streaming query over files in one of Spark's formats, from its start until it has read all that
 * is there; each run with a new checkpoint.
 */
final class StreamSide implements Side {
  /** {@code binaryFile} wants to be told. */
  private static final String SCHEMA =
      "path string, modificationTime timestamp, length bigint, content binary";

  private final String format;
  private final String engine;
  private final SparkSession session;
  private final DataSet data;
  private final int batchFiles;
  private final Map<String, String> options;

  StreamSide(
      final String format,
      final String engine,
      final SparkSession session,
      final DataSet data,
      final int batchFiles,
      final Map<String, String> options) {
    this.format = format;
    this.engine = engine;
    this.session = session;
    this.data = data;
    this.batchFiles = batchFiles;
    this.options = options;
  }

  @Override
  public String name() {
    return format;
  }

  @Override
  public String digest() throws Exception {
    return Arrays.stream(sums(SparkSide.EVERYTHING))
        .map(BigDecimal::toPlainString)
        .collect(Collectors.joining("-"));
  }

  @Override
  public Run run() throws Exception {
    final Stopwatch watch = Stopwatch.start();
    final BigDecimal[] sums = sums("count(*)", "sum(length(content))");
    return watch.stop(engine, sums[0].longValueExact(), sums[1].longValueExact()).checked();
  }

  /** Adds up what each batch has. */
  private BigDecimal[] sums(final String... columns) throws Exception {
    final BigDecimal[] sums = new BigDecimal[columns.length];
    Arrays.fill(sums, BigDecimal.ZERO);
    final VoidFunction2<Dataset<Row>, Long> sink =
        (batch, number) -> {
          final Row row = batch.selectExpr(columns).head();
          for (int i = 0; i < sums.length; i++) {
            sums[i] = sums[i].add(new BigDecimal(row.get(i).toString()));
          }
        };
    final Path checkpoint = Files.createTempDirectory("uring-stream");
    try {
      session
          .readStream()
          .format(format)
          .schema(SCHEMA)
          .option("recursiveFileLookup", "true")
          .option("maxFilesPerTrigger", batchFiles)
          .options(options)
          .load(data.root().toString())
          .writeStream()
          .option("checkpointLocation", checkpoint.toString())
          .trigger(Trigger.AvailableNow())
          .foreachBatch(sink)
          .start()
          .awaitTermination();
    } finally {
      delete(checkpoint);
    }
    return sums;
  }

  private static void delete(final Path folder) throws IOException {
    final List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    } catch (final UncheckedIOException e) {
      throw e.getCause();
    }
    for (final Path path : all) {
      Files.delete(path);
    }
  }
}
