package io.uring.connector.benchmarks;

import io.uring.connector.spark.Uring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "reference",
    mixinStandardHelpOptions = true,
    description =
        "Reads the files that a table names, in no order: our withContent, Files.readAllBytes in"
            + " mapPartitions, and a join with binaryFile, in turn, in one JVM.")
final class ReferenceCommand implements Callable<Integer> {
  private static final StructType TABLE =
      new StructType().add("path", DataTypes.StringType).add("label", DataTypes.IntegerType);
  private static final int LABELS = 1000;

  @Mixin private final DataArguments data = new DataArguments();
  @Mixin private final ContestArguments contest = new ContestArguments();

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "an option of withContent, e.g. engine=nio, queueDepth=128")
  private Map<String, String> options = new LinkedHashMap<>();

  @Override
  public Integer call() throws Exception {
    final DataSet set = data.open();
    final Path folder = Files.createTempDirectory("uring-reference");
    try (SparkSession session =
        SparkSession.builder()
            .appName("uring benchmarks")
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .getOrCreate()) {
      final Dataset<Row> table = table(session, set, folder.resolve("table"));
      final Side theirs = new ReferenceSide("join binaryFile", "hadoop", joined(table, set));
      contest.hold(
          "reference",
          data.name(),
          theirs.digest(),
          List.of(
              new ReferenceSide(
                  "withContent",
                  CoreOptions.engine(options),
                  Uring.withContent(table, "path", options)),
              new ReferenceSide("readAllBytes", "nio", plain(table)),
              theirs));
    } finally {
      FileUtils.deleteDirectory(folder.toFile());
    }
    return 0;
  }

  /** Names and labels of all files, shuffled, the same way each time. */
  private static Dataset<Row> table(
      final SparkSession session, final DataSet set, final Path path) {
    final List<Row> rows = new ArrayList<>();
    for (int file = 0; file < set.files().size(); file++) {
      rows.add(RowFactory.create("file:" + set.files().path(file), file % LABELS));
    }
    Collections.shuffle(rows, new Random(1));
    session
        .createDataset(rows, Encoders.row(TABLE))
        .repartition(8)
        .write()
        .parquet(path.toString());
    return session.read().parquet(path.toString());
  }

  private static Dataset<Row> plain(final Dataset<Row> table) {
    return table.mapPartitions(
        (MapPartitionsFunction<Row, Row>) PlainContent::new,
        Encoders.row(TABLE.add("content", DataTypes.BinaryType)));
  }

  private static Dataset<Row> joined(final Dataset<Row> table, final DataSet set) {
    return table
        .join(
            table
                .sparkSession()
                .read()
                .format("binaryFile")
                .option("recursiveFileLookup", "true")
                .load(set.root().toString())
                .select("path", "content"),
            "path")
        .select("path", "label", "content");
  }
}
