package io.uring.connector.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.uring.connector.core.EngineChoice;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "worker",
    hidden = true,
    description = "The core in a JVM of another version: reads when it is told to on its input.")
final class WorkerCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Option(names = "--root", required = true, description = "reads all files below it")
  private Path root = Path.of("");

  @Option(names = "--engine", required = true, description = "${COMPLETION-CANDIDATES}")
  private EngineChoice engine = EngineChoice.AUTO;

  @Option(names = "--threads", required = true, description = "rings")
  private int threads;

  @Option(names = "--option", description = "any other option of the connector")
  private Map<String, String> options = new LinkedHashMap<>();

  @Override
  public Integer call() throws Exception {
    final DataSet set = DataSet.open(root.toString(), root);
    final CoreSide side = new CoreSide("core", set, CoreOptions.of(options, engine, threads));
    final BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      System.out.println(
          JSON.writeValueAsString(order.equals("digest") ? side.digest() : side.run()));
    }
    return 0;
  }
}
