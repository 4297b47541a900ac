package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of a scan have about the same to do, whatever the sizes of files. */
@Tag("spark")
class SkewTest {
  private static final int SMALL = 4000;
  private static final int LARGE = 40 << 20;

  /** What the planner takes the opening of a file for. */
  private static final long OPEN_COST = 16 << 10;

  private static SparkSession spark;
  private static ContentTree tree;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    spark = SharedSpark.session();
    final long seed = System.nanoTime();
    System.out.println("seed of the files' sizes: " + seed);
    final Random random = new Random(seed);
    tree = new ContentTree(folder);
    for (int i = 0; i < SMALL; i++) {
      tree.with("part=" + i % 8 + "/f" + i, (int) (8000 * Math.exp(random.nextGaussian() * 0.8)));
    }
    tree.with("part=4/f2002-large", LARGE);
  }

  @Test
  void shouldStartTheLargeFileAloneAndFirstAndShareTheRestEvenly() throws Exception {
    final List<TaskWork> tasks =
        TaskWork.of(
            spark
                .read()
                .format("uring")
                .option("splitBytes", "4m")
                .load(tree.path())
                .selectExpr("sum(length(content))"));

    assertThat(tasks).hasSizeGreaterThan(10);
    assertThat(tasks.get(0).bytes()).isEqualTo(LARGE);
    assertThat(tasks.get(0).records()).isEqualTo(1);
    assertThat(tasks).allMatch(task -> task.launched() >= tasks.get(0).launched());
    final List<TaskWork> others = tasks.subList(1, tasks.size());
    assertThat(others.stream().mapToLong(TaskWork::records).sum()).isEqualTo(SMALL);
    final long[] costs =
        others.stream().mapToLong(task -> task.bytes() + task.records() * OPEN_COST).toArray();
    assertThat(TaskWork.slowestToMedian(costs)).isBetween(1.0, 1.5);
    System.out.printf(
        "slowest task to median: %.2f of the work, %.2f of the time%n",
        TaskWork.slowestToMedian(costs),
        TaskWork.slowestToMedian(others.stream().mapToLong(TaskWork::millis).toArray()));
  }

  @Test
  void shouldGiveTheRowsThatAreAskedForWhereverTheyStand() {
    assertThat(
            spark
                .read()
                .format("uring")
                .option("splitBytes", "64k")
                .load(tree.path())
                .where("part = 4")
                .selectExpr("path", "part", "length(content) = length AS whole")
                .orderBy("path")
                .limit(3)
                .collectAsList())
        .hasSize(3)
        .isEqualTo(
            spark
                .read()
                .format("binaryFile")
                .load(tree.path())
                .where("part = 4")
                .selectExpr("path", "part", "length(content) = length AS whole")
                .orderBy("path")
                .limit(3)
                .collectAsList());
    assertThat(
            spark
                .read()
                .format("uring")
                .option("splitBytes", "4m")
                .load(tree.path())
                .selectExpr("part", "content")
                .where("length(content) = " + LARGE)
                .select("part")
                .collectAsList())
        .singleElement()
        .hasToString("[4]");
  }
}
