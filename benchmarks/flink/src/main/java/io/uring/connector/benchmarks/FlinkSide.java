package io.uring.connector.benchmarks;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.jspecify.annotations.Nullable;

/**
 * A job that reads all files and drops them, timed from its description to its last record. What
 * Flink does after that is not counted: it may wait until it gives up closing a reader
 * (FLINK-40660), for 30 s if not told otherwise.
 */
final class FlinkSide<T> implements Side {
  static final int PARALLELISM = 2;

  /** A job that ends so long after its last record has waited for something. */
  private static final double SLOW_END_SECONDS = 1;

  private final String name;
  private final String engine;
  private final Source<T, ?, ?> source;
  private final Look<T> look;
  private final Cluster cluster;
  private final @Nullable String contents;

  /**
   * Where jobs run, and what they read.
   *
   * @param flink a cluster that stays
   * @param data the files
   * @param reusesObjects whether no job copies records between operators
   */
  record Cluster(MiniCluster flink, DataSet data, boolean reusesObjects) {}

  /**
   * Makes a side.
   *
   * @param contents the digest of the set's contents without their paths, for records that do not
   *     say which file they are; else null
   */
  FlinkSide(
      final String name,
      final String engine,
      final Source<T, ?, ?> source,
      final Look<T> look,
      final Cluster cluster,
      final @Nullable String contents) {
    this.name = name;
    this.engine = engine;
    this.source = source;
    this.look = look;
    this.cluster = cluster;
    this.contents = contents;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String digest() throws Exception {
    final Arrivals arrivals = Arrivals.expect(cluster.data().files().size(), true);
    cluster.flink().executeJobBlocking(job());
    final String found = arrivals.digest();
    // With the right contents it is taken at its word for their names.
    return found.equals(contents) ? cluster.data().digest() : found;
  }

  @Override
  public Run run() throws Exception {
    final Arrivals arrivals = Arrivals.expect(cluster.data().files().size(), false);
    final Stopwatch watch = Stopwatch.start();
    final JobGraph graph = job();
    final CompletableFuture<JobExecutionResult> job =
        CompletableFuture.supplyAsync(() -> run(graph));
    CompletableFuture.anyOf(arrivals.complete, job).get();
    final Run run = watch.stop(engine, arrivals.files(), arrivals.bytes()).checked();
    final long last = System.nanoTime();
    job.get();
    final double end = (System.nanoTime() - last) / 1e9;
    if (end > SLOW_END_SECONDS) {
      System.err.printf(
          "%-16s ended %.1f s after its last record, not counted (FLINK-40660)%n", name, end);
    }
    // Also those that came after the last one that was expected.
    if (arrivals.files() != cluster.data().files().size() || arrivals.bytes() != run.bytes()) {
      throw new IllegalStateException(
          "not each file came once: side=%s, came=%d, expected=%d"
              .formatted(name, arrivals.files(), cluster.data().files().size()));
    }
    return run;
  }

  private JobExecutionResult run(final JobGraph job) {
    try {
      return cluster.flink().executeJobBlocking(job);
    } catch (final Exception e) {
      throw new IllegalStateException("the job failed: side=" + name, e);
    }
  }

  private JobGraph job() {
    final Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.OBJECT_REUSE, cluster.reusesObjects());
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    environment.setParallelism(PARALLELISM);
    environment
        .fromSource(source, WatermarkStrategy.noWatermarks(), name)
        .flatMap(new Arriving<>(look))
        .returns(Integer.class)
        .sinkTo(new DiscardingSink<>());
    return environment.getStreamGraph().getJobGraph();
  }
}
