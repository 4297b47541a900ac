package io.uring.connector.benchmarks;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = "Makes a data set, unless it is there already, and prints its folder and digest.")
final class DataCommand implements Callable<Integer> {
  @Mixin private final DataArguments data = new DataArguments();

  @Override
  public Integer call() throws Exception {
    final DataSet set = data.open();
    System.out.println(set.root() + " " + set.digest());
    return 0;
  }
}
