package io.uring.connector.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "Finds files and plans splits: the core, our format and Spark's binaryFile in turn; or how"
            + " long ours take to the first batch or row.")
final class ListCommand implements Callable<Integer> {
  private static final String CORE = "core";
  private static final String OURS = "uring";
  private static final String THEIRS = "binaryFile";

  @Mixin private final DataArguments data = new DataArguments();
  @Mixin private final ContestArguments contest = new ContestArguments();

  @Option(
      names = "--first",
      description = "time the core to its first batch and our format to its first row")
  private boolean first;

  @Override
  public Integer call() throws Exception {
    final Path root = data.root();
    final ListDigest expected = ListDigest.of(root);
    System.err.printf("%s: %s%n", root, expected.text());
    try (SparkSession session =
        SparkSession.builder()
            .appName("uring benchmarks")
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .getOrCreate()) {
      session.range(1).count();
      final CoreListing core = new CoreListing(root);
      final SparkListing ours = new SparkListing(session, OURS, root, expected);
      if (first) {
        first(core, ours);
      } else {
        list(expected, core, ours, new SparkListing(session, THEIRS, root, expected));
      }
    }
    return 0;
  }

  private void list(
      final ListDigest expected,
      final CoreListing core,
      final SparkListing ours,
      final SparkListing theirs)
      throws Exception {
    final Results results =
        contest.compete(
            expected.text(),
            List.of(
                new TaskSide(CORE, "core", core::list, core::digest),
                new TaskSide(OURS, "core", ours::list, ours::digest),
                new TaskSide(THEIRS, "hadoop", theirs::list, theirs::digest)));
    final ObjectNode json = results.json();
    json.put("ratio", Run.rounded(results.ratio(CORE, THEIRS)));
    json.put("ratio_spark", Run.rounded(results.ratio(OURS, THEIRS)));
    json.put("heap_bytes_per_file", heapBytes(core, expected.files()));
    contest.print("list", data.name(), results, json);
  }

  private static double heapBytes(final CoreListing core, final long files) throws IOException {
    final double bytes = (double) core.heapBytes() / files;
    System.out.printf(Locale.ROOT, "heap of listing and splits: %.1f bytes a file%n", bytes);
    return Run.rounded(bytes);
  }

  private void first(final CoreListing core, final SparkListing ours) throws Exception {
    final double newSession = ours.firstRowSeconds();
    final Results results =
        contest.compete(
            "",
            List.of(
                new TaskSide(CORE, "core", core::firstBatch, () -> null),
                new TaskSide(OURS, "core", ours::firstRow, () -> null)));
    System.out.printf(Locale.ROOT, "%s, the first in its session: %.3f s%n", OURS, newSession);
    final ObjectNode json = results.json();
    json.put("first_in_session_s", Run.rounded(newSession));
    contest.print("list --first", data.name(), results, json);
  }
}
