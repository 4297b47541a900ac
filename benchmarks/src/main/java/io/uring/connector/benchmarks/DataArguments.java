package io.uring.connector.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which files, for every command. */
final class DataArguments {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "SET|DIR",
      description =
          "imagenet (30,000 files, mean 110 KB), small (100,000 files, mean 8 KB), or a folder of yours")
  private String data = "";

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "${env:URING_BENCH_DIR:-${sys:java.io.tmpdir}/uring-bench}",
      description = "where our sets are made and kept (${DEFAULT-VALUE})")
  private Path cache = Path.of("");

  DataSet open() throws IOException {
    final DataSet set = DataSet.open(data, cache);
    System.err.printf(
        "%s: %,d files, %,d bytes%n", set.root(), set.files().size(), set.files().totalLength());
    return set;
  }

  String name() {
    return data;
  }
}
