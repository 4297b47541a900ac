package io.uring.connector.benchmarks;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "core",
    mixinStandardHelpOptions = true,
    description = "Reads all files through the core alone.")
final class CoreCommand implements Callable<Integer> {
  @Mixin private final DataArguments data = new DataArguments();
  @Mixin private final ContestArguments contest = new ContestArguments();

  @Option(
      names = "--engine",
      defaultValue = "auto",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
  private EngineChoice engine = EngineChoice.AUTO;

  @Option(
      names = "--binding",
      defaultValue = "auto",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
  private BindingChoice binding = BindingChoice.AUTO;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "rings; one for each core if not set")
  private int threads = Math.min(256, Runtime.getRuntime().availableProcessors());

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "any other option of the connector, e.g. queueDepth=128, batchBytes=2m")
  private Map<String, String> more = new LinkedHashMap<>();

  @Option(
      names = "--compare",
      description = "take turns with our blocking reads and, where it could be built, with C")
  private boolean compare;

  @Override
  public Integer call() throws Exception {
    final DataSet set = data.open();
    final List<Side> sides = new ArrayList<>();
    sides.add(new CoreSide("core", set, options(engine)));
    if (compare) {
      sides.add(new CoreSide("core, nio", set, options(EngineChoice.NIO)));
      sides.addAll(CeilingCommand.sides(set, threads));
    }
    contest.hold("core", data.name(), set.digest(), sides);
    return 0;
  }

  private ReadOptions options(final EngineChoice choice) {
    return CoreOptions.builder(more).engine(choice).binding(binding).threads(threads).build();
  }
}
