package io.uring.connector.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "spark",
    mixinStandardHelpOptions = true,
    description = "Runs Spark's binaryFile and our uring in turn, in one JVM.")
final class SparkCommand implements Callable<Integer> {
  @Mixin private final DataArguments data = new DataArguments();
  @Mixin private final ContestArguments contest = new ContestArguments();

  @Option(
      names = "--master",
      defaultValue = "local[2]",
      description = "Spark's master (${DEFAULT-VALUE})")
  private String master = "";

  @Option(
      names = "--stream",
      paramLabel = "FILES",
      description = "read as streams that end when all is read, in batches of so many files")
  private Optional<Integer> stream = Optional.empty();

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "an option of uring, e.g. engine=nio, queueDepth=128")
  private Map<String, String> options = new LinkedHashMap<>();

  @Option(
      names = "--headers",
      description =
          "ask how large the pictures are: decode=header, against ImageIO on whole files; --data"
              + " pictures, or a folder of pictures")
  private boolean headers;

  @Override
  public Integer call() throws Exception {
    if (!master.startsWith("local[")) {
      throw new IllegalArgumentException(
          "--master must be local[N], since what is counted is counted in this JVM, not " + master);
    }
    final DataSet set = data.open();
    try (SparkSession session =
        SparkSession.builder()
            .appName("uring benchmarks")
            .master(master)
            .config("spark.ui.enabled", false)
            .getOrCreate()) {
      if (headers) {
        final Side theirs = HeaderSide.ofContent("binaryFile", "hadoop", session, set, Map.of());
        contest.hold(
            "spark --headers",
            data.name(),
            theirs.digest(),
            List.of(
                HeaderSide.ofHeaders(CoreOptions.engine(options), session, set, options),
                theirs,
                HeaderSide.ofContent("uring", CoreOptions.engine(options), session, set, options)));
      } else if (stream.isPresent()) {
        contest.hold(
            "spark --stream",
            data.name(),
            new SparkSide("binaryFile", "hadoop", session, set, Map.of()).digest(),
            List.of(
                new StreamSide(
                    "uring", CoreOptions.engine(options), session, set, stream.get(), options),
                new StreamSide("binaryFile", "hadoop", session, set, stream.get(), Map.of())));
      } else {
        final Side theirs = new SparkSide("binaryFile", "hadoop", session, set, Map.of());
        final Side ours =
            new SparkSide("uring", CoreOptions.engine(options), session, set, options);
        contest.hold("spark", data.name(), theirs.digest(), List.of(ours, theirs));
      }
    }
    return 0;
  }
}
