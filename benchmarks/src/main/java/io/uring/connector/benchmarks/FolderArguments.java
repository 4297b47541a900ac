package io.uring.connector.benchmarks;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where our data sets lie. */
final class FolderArguments {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "${env:URING_BENCH_DIR:-${sys:java.io.tmpdir}/uring-bench}",
      description = "where our sets are made and kept (${DEFAULT-VALUE})")
  private Path folder = Path.of("");

  Path path() {
    return folder;
  }
}
