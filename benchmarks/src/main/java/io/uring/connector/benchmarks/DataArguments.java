package io.uring.connector.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which files, for every command. */
final class DataArguments {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "SET|DIR",
      description =
          "imagenet (30,000 files, mean 110 KB), pictures (the same, with JPEG headers), small"
              + " (100,000 files, mean 8 KB), million (files of 16 bytes), 1k to 64m (files of one"
              + " size), or a folder of yours")
  private String data = "";

  @Mixin private final FolderArguments folder = new FolderArguments();

  DataSet open() throws IOException {
    final DataSet set = DataSet.open(data, folder.path());
    System.err.printf(
        "%s: %,d files, %,d bytes%n", set.root(), set.files().size(), set.files().totalLength());
    return set;
  }

  /** The folder alone: nobody has looked into it yet but to make it. */
  Path root() throws IOException {
    return DataSet.root(data, folder.path());
  }

  String name() {
    return data;
  }
}
