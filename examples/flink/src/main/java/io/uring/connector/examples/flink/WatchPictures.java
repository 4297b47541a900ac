package io.uring.connector.examples.flink;

import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.UringSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingProcessingTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/**
 * Watches a folder of pictures, those that are there and those that come, and counts them by format
 * and size every few seconds, until it is stopped.
 */
public final class WatchPictures {
  private WatchPictures() {}

  /**
   * Watches.
   *
   * @param args the folder
   * @throws Exception if the job fails
   */
  public static void main(final String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("usage: WatchPictures FOLDER");
      System.exit(2);
    }
    final StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment();
    // After a failure the job goes on from here: each picture is counted once.
    environment.enableCheckpointing(Duration.ofSeconds(10).toMillis());
    counts(environment, Path.of(args[0]), Duration.ofSeconds(5)).print();
    environment.execute("pictures");
  }

  static DataStream<KindCount> counts(
      final StreamExecutionEnvironment environment, final Path folder, final Duration window)
      throws IOException {
    final UringSource<Picture> source =
        UringSource.<Picture>builder()
            // Paths may be globs, and a folder's name may look like one.
            .paths(folder.toRealPath().toString().replaceAll("[\\\\*?\\[\\]{}]", "\\\\$0"))
            .recursive()
            .monitorContinuously(Duration.ofSeconds(1))
            // Headers are in the first bytes of pictures, if not all in the very first ones.
            .option("head-bytes", "256k")
            .deserializer(FileDeserializer.of(Picture::of, TypeInformation.of(Picture.class)))
            .build();
    return environment
        .fromSource(source, WatermarkStrategy.noWatermarks(), "pictures")
        .keyBy(picture -> picture.format() + " " + picture.size())
        .window(TumblingProcessingTimeWindows.of(window))
        .aggregate(new KindCount.Counter(), new Ending());
  }

  /** Tells of which kind and window a count is. */
  private static final class Ending
      extends ProcessWindowFunction<Long, KindCount, String, TimeWindow> {
    private static final long serialVersionUID = 1L;

    @Override
    public void process(
        final String kind,
        final Context context,
        final Iterable<Long> counts,
        final Collector<KindCount> out) {
      final Instant end = Instant.ofEpochMilli(context.window().getEnd());
      counts.forEach(count -> out.collect(new KindCount(end, kind, count)));
    }
  }
}
