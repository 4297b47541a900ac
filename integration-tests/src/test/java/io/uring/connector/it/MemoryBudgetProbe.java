package io.uring.connector.it;

import io.uring.connector.core.memory.SlabPool;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;

/** What {@link MemoryBudgetTest} runs with little direct memory. */
final class MemoryBudgetProbe {
  private MemoryBudgetProbe() {}

  /**
   * Reads.
   *
   * @param arguments the folder, the option {@code memoryBudget}, and {@code true} for codegen
   */
  public static void main(final String[] arguments) {
    final SparkSession spark = SharedSpark.session();
    spark.conf().set("spark.sql.codegen.wholeStage", arguments[2]);
    final DataFrameReader reader =
        spark
            .read()
            .format("uring")
            .option("memoryBudget", arguments[1])
            .option("splitBytes", "64k");
    System.out.println(
        "files="
            + reader
                .load(arguments[0])
                .selectExpr("count(*)", "sum(length(content))", "sum(crc32(content))")
                .head());
    System.out.println("peak=" + SlabPool.jvm().peakBytes());
    Leaks.assertNoMemoryHeld();
    System.out.println("held=" + SlabPool.jvm().heldBytes());
    spark.stop();
  }
}
