package io.uring.connector.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "Finds files and plans splits: the core, our format and Spark's binaryFile in turn; and how"
            + " long ours take to the first batch or row.")
final class ListCommand implements Callable<Integer> {
  private static final String CORE = "core";
  private static final String OURS = "uring";
  private static final String THEIRS = "binaryFile";

  @Mixin private final DataArguments data = new DataArguments();
  @Mixin private final ContestArguments contest = new ContestArguments();

  @Override
  public Integer call() throws Exception {
    final Path root = data.root();
    final ListDigest expected = ListDigest.of(root);
    System.err.printf("%s: %s%n", root, expected.text());
    final CoreListing core = new CoreListing(root);
    try (SparkSession session =
        SparkSession.builder()
            .appName("uring benchmarks")
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .getOrCreate()) {
      session.range(1).count();
      final SparkListing ours = new SparkListing(session, OURS, root, expected);
      final SparkListing theirs = new SparkListing(session, THEIRS, root, expected);
      final double newSession = ours.firstRowSeconds();
      final Results listed =
          contest.compete(
              expected.text(),
              List.of(
                  new TaskSide(CORE, "core", core::list, core::digest),
                  new TaskSide(OURS, "core", ours::list, ours::digest),
                  new TaskSide(THEIRS, "hadoop", theirs::list, theirs::digest)));
      final Results first =
          contest.compete(
              "",
              List.of(
                  new TaskSide(CORE, "core", core::firstBatch, () -> null),
                  new TaskSide(OURS, "core", ours::firstRow, () -> null)));
      final double heap = (double) core.heapBytes() / expected.files();
      System.out.printf(
          Locale.ROOT,
          "uring in a new session, from load() to its first row: %.3f s%n"
              + "heap of listing and splits: %.1f bytes a file%n",
          newSession,
          heap);
      final ObjectNode json = listed.json();
      json.put("ratio", Run.rounded(listed.ratio(CORE, THEIRS)));
      json.put("ratio_spark", Run.rounded(listed.ratio(OURS, THEIRS)));
      json.put("first_batch_s", Run.rounded(first.median(CORE).seconds()));
      json.put("first_row_s", Run.rounded(first.median(OURS).seconds()));
      json.put("first_row_new_session_s", Run.rounded(newSession));
      json.put("heap_bytes_per_file", Run.rounded(heap));
      contest.print("list", data.name(), listed, json);
    }
    return 0;
  }
}
