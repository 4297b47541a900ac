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
import java.util.function.ToDoubleFunction;
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
    final List<Ratios> ratios = new ArrayList<>();
    try (SparkSession session =
        SparkSession.builder()
            .appName("uring benchmarks")
            .master(master)
            .config("spark.ui.enabled", false)
            .getOrCreate()) {
      System.out.printf(
          Locale.ROOT,
          "%5s %6s %14s %10s %10s %10s %8s %10s%n",
          "round",
          "tasks",
          "large after ms",
          "large ms",
          "median ms",
          "slowest ms",
          "ratio",
          "cpu ratio");
      for (int round = 1 - WARM_UPS; round <= rounds; round++) {
        final List<Task> tasks = run(session, small, large);
        if (round > 0) {
          ratios.add(report(round, tasks, large.files().totalLength()));
        }
      }
    }
    final double time = median(ratios, Ratios::time);
    final double cpu = median(ratios, Ratios::cpu);
    System.out.printf(
        Locale.ROOT, "slowest to median, median of rounds: time %.2f, cpu %.2f%n", time, cpu);
    final ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("benchmark", "skew");
    json.put("ratio", Run.rounded(time));
    json.put("ratio_cpu", Run.rounded(cpu));
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

  private static Ratios report(final int round, final List<Task> tasks, final long largeBytes) {
    final Task large =
        tasks.stream().filter(task -> task.bytes() >= largeBytes).findFirst().orElseThrow();
    final long first = tasks.stream().mapToLong(Task::launched).min().orElseThrow();
    final List<Task> others = tasks.stream().filter(task -> task != large).toList();
    final double[] times = others.stream().mapToDouble(Task::millis).sorted().toArray();
    final double[] cpu = others.stream().mapToDouble(Task::cpuMillis).sorted().toArray();
    final Ratios ratios = new Ratios(slowestToMedian(times), slowestToMedian(cpu));
    System.out.printf(
        Locale.ROOT,
        "%5d %6d %14d %10d %10.0f %10.0f %8.2f %10.2f%n",
        round,
        tasks.size(),
        large.launched() - first,
        large.millis(),
        times[times.length / 2],
        times[times.length - 1],
        ratios.time(),
        ratios.cpu());
    return ratios;
  }

  private static double slowestToMedian(final double[] sorted) {
    return sorted[sorted.length - 1] / sorted[sorted.length / 2];
  }

  private static double median(final List<Ratios> rounds, final ToDoubleFunction<Ratios> value) {
    return rounds.stream().mapToDouble(value).sorted().toArray()[rounds.size() / 2];
  }

  /** The slowest task against the median, by the clock and by what its thread worked. */
  private record Ratios(double time, double cpu) {}
}
