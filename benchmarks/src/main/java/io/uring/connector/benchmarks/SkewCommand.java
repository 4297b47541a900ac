package io.uring.connector.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.connector.benchmarks.TaskTimes.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "skew",
    mixinStandardHelpOptions = true,
    description =
        "Reads 50,000 small files and one of 1 GiB with our format, and tells how much longer the"
            + " slowest task took than the median, the one with the large file left out.")
final class SkewCommand implements Callable<Integer> {
  private static final int WARM_UPS = 3;

  @Mixin private final FolderArguments folder = new FolderArguments();

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "how often it is measured (${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--master",
      defaultValue = "local[2]",
      description = "Spark's master (${DEFAULT-VALUE})")
  private String master = "";

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "an option of uring, e.g. engine=nio, splitBytes=64m")
  private Map<String, String> options = new LinkedHashMap<>();

  @Override
  public Integer call() throws Exception {
    final DataSet small = DataSet.open(SampleSet.SKEWED, folder.path());
    final DataSet large = DataSet.open(SampleSet.LARGEST, folder.path());
    final List<Double> ratios = new ArrayList<>();
    try (SparkSession session =
        SparkSession.builder()
            .appName("uring benchmarks")
            .master(master)
            .config("spark.ui.enabled", false)
            .getOrCreate()) {
      System.out.printf(
          Locale.ROOT,
          "%5s %6s %22s %12s %12s %12s %9s%n",
          "round",
          "tasks",
          "large file's start ms",
          "large ms",
          "median ms",
          "slowest ms",
          "ratio");
      for (int round = 1 - WARM_UPS; round <= rounds; round++) {
        final List<Task> tasks = run(session, small, large);
        if (round > 0) {
          ratios.add(report(round, tasks, large.files().totalLength()));
        }
      }
    }
    final double ratio = median(ratios);
    System.out.printf(Locale.ROOT, "slowest to median, median of rounds: %.2f%n", ratio);
    final ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("benchmark", "skew");
    json.put("ratio", Run.rounded(ratio));
    System.out.println(json);
    return 0;
  }

  private List<Task> run(final SparkSession session, final DataSet small, final DataSet large)
      throws Exception {
    final TaskTimes times = new TaskTimes();
    session.sparkContext().addSparkListener(times);
    final long files =
        session
            .read()
            .format("uring")
            .option("recursiveFileLookup", "true")
            .options(options)
            .load(small.root().toString(), large.root().toString())
            .selectExpr("count(content)", "sum(length(content))")
            .head()
            .getLong(0);
    final List<Task> tasks = times.await(files, small.files().size() + large.files().size());
    session.sparkContext().removeSparkListener(times);
    return tasks;
  }

  private static double report(final int round, final List<Task> tasks, final long largeBytes) {
    final Task large =
        tasks.stream().filter(task -> task.bytes() >= largeBytes).findFirst().orElseThrow();
    final long first = tasks.stream().mapToLong(Task::launched).min().orElseThrow();
    final List<Double> others =
        tasks.stream().filter(task -> task != large).map(task -> (double) task.millis()).toList();
    final double slowest = others.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    final double median = median(others);
    System.out.printf(
        Locale.ROOT,
        "%5d %6d %22d %12d %12.0f %12.0f %9.2f%n",
        round,
        tasks.size(),
        large.launched() - first,
        large.millis(),
        median,
        slowest,
        slowest / median);
    return slowest / median;
  }

  private static double median(final List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
