package io.uring.connector.it.flink;

import io.uring.connector.flink.FileRecord;
import io.uring.connector.flink.arrow.ArrowBatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A job that has a {@link Tally} of what it reads. */
final class TallyJob {
  private final int files;
  private final Records records;
  private Duration pause = Duration.ofNanos(50_000);
  private final Map<String, String> options = new HashMap<>();

  /** Makes the records that are counted. */
  @FunctionalInterface
  interface Records {
    DataStream<FileRecord> in(StreamExecutionEnvironment environment, int parallelism);
  }

  TallyJob(final int files, final Records records) {
    this.files = files;
    this.records = records;
    options.put("execution.checkpointing.interval", "50 ms");
    options.put("restart-strategy.type", "fixed-delay");
    options.put("restart-strategy.fixed-delay.attempts", "5");
    options.put("restart-strategy.fixed-delay.delay", "10 ms");
    options.put("pipeline.max-parallelism", "8");
    options.put("pipeline.generic-types", "false");
  }

  /** What a source has. */
  static Records records(final Source<FileRecord, ?, ?> source) {
    return (environment, parallelism) ->
        environment
            // A source of several others does not know its type.
            .fromSource(
                source,
                WatermarkStrategy.noWatermarks(),
                "files",
                TypeInformation.of(FileRecord.class))
            .uid("files")
            .setParallelism(parallelism);
  }

  /** The rows of what a source has. */
  static Records batches(final Source<ArrowBatch, ?, ?> source) {
    return (environment, parallelism) ->
        environment
            .fromSource(source, WatermarkStrategy.noWatermarks(), "batches")
            .uid("batches")
            .setParallelism(parallelism)
            .flatMap(new BatchRows())
            .uid("rows")
            .setParallelism(parallelism);
  }

  /** Pauses so long after each record. */
  TallyJob pausing(final Duration nanos) {
    pause = nanos;
    return this;
  }

  TallyJob with(final String option, final String value) {
    options.put(option, value);
    return this;
  }

  /** Starts it on the cluster of the test, where it stood when the savepoint was made, if any. */
  JobClient start(final int parallelism, final String savepoint) throws Exception {
    final Map<String, String> all = new HashMap<>(options);
    if (savepoint != null) {
      all.put("execution.state-recovery.path", savepoint);
    }
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(all));
    records
        .in(environment, parallelism)
        .transform("tally", Types.LONG, new Tally(files, pause.toNanos()))
        // Flink restores no chain of which only some parts have ended: chains must not change.
        .startNewChain()
        .uid("tally")
        .setParallelism(1)
        .sinkTo(new DiscardingSink<>())
        .uid("nowhere")
        .setParallelism(1);
    return environment.executeAsync();
  }
}
