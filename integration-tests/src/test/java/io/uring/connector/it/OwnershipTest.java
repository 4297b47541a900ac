package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a query ends, nothing of it is held. */
@Tag("spark")
class OwnershipTest {
  private static final int FILES = 400;
  private static final AtomicInteger TAKEN = new AtomicInteger();

  private static SparkSession spark;
  private static ContentTree tree;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    spark = SharedSpark.session();
    tree = new ContentTree(folder).withMany(FILES, 20_000);
  }

  @AfterEach
  void holdNothing() {
    Leaks.assertNoMemoryHeld();
  }

  @Test
  void shouldHoldNothingAfterAFullRead() {
    assertThat(read().load(tree.path()).collectAsList()).hasSize(FILES);
    assertThat(read().option("columnar", "false").load(tree.path()).collectAsList()).hasSize(FILES);
  }

  @Test
  void shouldHoldNothingAfterALimit() {
    assertThat(read().load(tree.path()).limit(1).collectAsList()).hasSize(1);
    assertThat(read().load(tree.path()).select("content").takeAsList(3)).hasSize(3);
    assertThat(read().option("columnar", "false").load(tree.path()).takeAsList(1)).hasSize(1);
    assertThat(read().load(tree.path()).isEmpty()).isFalse();
  }

  @Test
  void shouldHoldNothingWithoutCodegen() {
    final SparkSession interpreted = SharedSpark.session();
    interpreted.conf().set("spark.sql.codegen.wholeStage", "false");
    final DataFrameReader reader =
        interpreted.read().format("uring").option("batchRows", "10").option("splitBytes", "512k");
    assertThat(reader.load(tree.path()).collectAsList()).hasSize(FILES);
    assertThat(reader.load(tree.path()).limit(1).collectAsList()).hasSize(1);
  }

  @Test
  void shouldHoldNothingAfterAFailureInTheMiddle() {
    TAKEN.set(0);
    final Dataset<Integer> failing =
        read()
            .load(tree.path())
            .map(
                (MapFunction<Row, Integer>)
                    row -> {
                      if (TAKEN.incrementAndGet() == 57) {
                        throw new IllegalStateException("enough at row 57");
                      }
                      return row.<byte[]>getAs("content").length;
                    },
                Encoders.INT());
    assertThatThrownBy(failing::collectAsList).hasStackTraceContaining("enough at row 57");
  }

  @Test
  void shouldHoldNothingAfterACancelledJob() throws Exception {
    TAKEN.set(0);
    final CompletableFuture<Void> job =
        CompletableFuture.runAsync(
            () -> {
              spark.sparkContext().setJobGroup("to-cancel", "a slow reader", true);
              read()
                  .load(tree.path())
                  .foreachPartition(
                      (ForeachPartitionFunction<Row>)
                          rows -> {
                            while (rows.hasNext()) {
                              rows.next();
                              TAKEN.incrementAndGet();
                              Thread.sleep(100);
                            }
                          });
            });
    await().atMost(60, TimeUnit.SECONDS).until(() -> TAKEN.get() > 2);
    spark.sparkContext().cancelJobGroup("to-cancel");
    assertThatThrownBy(() -> job.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasStackTraceContaining("cancelled");
    assertThat(TAKEN.get()).isLessThan(FILES);
  }

  @Test
  void shouldHoldNothingForACachedRead() {
    final Dataset<Row> cached = read().load(tree.path()).cache();
    try {
      assertThat(cached.count()).isEqualTo(FILES);
      Leaks.assertNoMemoryHeld();
      assertThat(cached.select("content").collectAsList()).hasSize(FILES);
    } finally {
      cached.unpersist(true);
    }
  }

  @Test
  void shouldHoldNothingAfterUnionAndSelfJoin() {
    final Dataset<Row> read = read().load(tree.path());
    assertThat(read.union(read).collectAsList()).hasSize(2 * FILES);
    assertThat(read.as("a").join(read.as("b"), "path").select("a.content", "b.content").count())
        .isEqualTo(FILES);
    assertThat(read.coalesce(1).union(read.limit(5)).collectAsList()).hasSize(FILES + 5);
    assertThat(read.orderBy("content").limit(2).collectAsList()).hasSize(2);
  }

  @Test
  void shouldLeaveNoDescriptorAndNoThread(@TempDir final Path other) throws IOException {
    final ContentTree small = new ContentTree(other).withMany(100, 500).with("large", 5_000_000);
    for (final String engine : new String[] {"auto", "nio"}) {
      final DataFrameReader reader = spark.read().format("uring").option("engine", engine);
      assertThat(reader.load(small.path()).collectAsList()).hasSize(101);
      assertThat(reader.load(small.path()).limit(1).collectAsList()).hasSize(1);
    }
    assertThat(Leaks.engineThreads()).isNotEmpty();
    Leaks.assertNoEngineLeft(other);
    Leaks.assertNoEngineLeft(tree.file(""));
  }

  private static DataFrameReader read() {
    return spark.read().format("uring").option("batchRows", "7").option("splitBytes", "1m");
  }
}
