package io.uring.connector.it.flink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.flink.FileDeserializer;
import io.uring.connector.flink.UringSource;
import io.uring.connector.flink.arrow.ArrowBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.co.CoFlatMapFunction;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches on their way through operators, chained or over the network. */
class ArrowBatchStreamTest {
  private static final int FILES = 600;

  @TempDir Path folder;

  /** Digests of the contents, by path. */
  private final Map<String, byte[]> files = new TreeMap<>();

  @AfterEach
  void nothingIsHeld() {
    assertThat(SlabPool.jvm().heldBytes()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"false,2", "true,1"})
  void shouldPassChainedOperators(boolean isObjectReuse, int parallelism) throws Exception {
    write();
    check(
        batches(environment(isObjectReuse, parallelism))
            .map(new Same())
            .filter(batch -> batch.rows() > 0)
            .flatMap(new Rows()));
  }

  @Test
  void shouldCrossTheNetwork() throws Exception {
    write();
    check(
        batches(environment(false, 2)).rebalance().map(new Same()).rebalance().flatMap(new Rows()));
  }

  /** Each is handed to one operator that is chained, and over the network to another. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldServeTwoOperators(boolean isObjectReuse) throws Exception {
    write();
    DataStream<ArrowBatch> batches = batches(environment(isObjectReuse, 2));
    DataStream<Integer> besides =
        batches.keyBy(ArrowBatch::rows).map(ArrowBatch::rows).returns(Types.INT);
    check(
        batches
            .flatMap(new Rows())
            .connect(besides)
            .flatMap(new FirstOnly())
            .returns(new TypeHint<Tuple3<String, Long, byte[]>>() {}));
  }

  @Test
  void shouldLastWhereItIsKept() throws Exception {
    write();
    check(batches(environment(false, 1)).map(new Detached()).flatMap(new AllAtOnce()));
  }

  @Test
  void shouldFailWhereASourcesBatchIsKept() throws Exception {
    write();
    assertThatThrownBy(() -> check(batches(environment(false, 1)).flatMap(new AllAtOnce())))
        .hasStackTraceContaining("keep detach() of it");
  }

  @Test
  void shouldGiveSlabsBackWhereAnOperatorFails() throws Exception {
    write();
    assertThatThrownBy(
            () ->
                check(
                    batches(environment(false, 2))
                        .rebalance()
                        .map(new Failing())
                        .flatMap(new Rows())))
        .hasStackTraceContaining("as it should");
  }

  private void check(DataStream<Tuple3<String, Long, byte[]>> rows) throws Exception {
    Map<String, byte[]> found = new TreeMap<>();
    try (CloseableIterator<Tuple3<String, Long, byte[]>> each = rows.executeAndCollect()) {
      while (each.hasNext()) {
        Tuple3<String, Long, byte[]> row = each.next();
        assertThat(row.f1).isEqualTo(Files.size(Path.of(row.f0)));
        assertThat(found.put(row.f0, row.f2)).isNull();
      }
    }
    assertThat(found.keySet()).isEqualTo(files.keySet());
    files.forEach((path, digest) -> assertThat(found.get(path)).as(path).isEqualTo(digest));
  }

  private DataStream<ArrowBatch> batches(StreamExecutionEnvironment environment) {
    UringSource<ArrowBatch> source =
        UringSource.<ArrowBatch>builder()
            .paths(folder.toString())
            .option("batch-bytes", "256k")
            .option("memory-budget", "64m")
            .deserializer(FileDeserializer.batches())
            .build();
    return environment.fromSource(source, WatermarkStrategy.noWatermarks(), "batches");
  }

  private static StreamExecutionEnvironment environment(boolean isObjectReuse, int parallelism) {
    Configuration configuration = new Configuration();
    configuration.setString("pipeline.generic-types", "false");
    configuration.setString("pipeline.object-reuse", Boolean.toString(isObjectReuse));
    configuration.setString("restart-strategy.type", "none");
    return StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
  }

  private void write() throws IOException {
    Random random = new Random(42);
    for (int i = 0; i < FILES; i++) {
      byte[] bytes = new byte[random.nextInt(random.nextInt(20) == 0 ? 200_000 : 6000)];
      random.nextBytes(bytes);
      Path file = Files.write(folder.resolve("f" + i), bytes);
      files.put(file.toString(), digest(bytes));
    }
    Path large = Files.write(folder.resolve("large"), new byte[3 << 20]);
    files.put(large.toString(), digest(Files.readAllBytes(large)));
  }

  private static void emit(ArrowBatch batch, Collector<Tuple3<String, Long, byte[]>> out) {
    for (int row = 0; row < batch.rows(); row++) {
      out.collect(
          Tuple3.of(
              new String(batch.path().get(row), UTF_8),
              batch.length().get(row),
              digest(batch.content().get(row))));
    }
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Hands on what it gets. */
  private static final class Same implements MapFunction<ArrowBatch, ArrowBatch> {
    private static final long serialVersionUID = 1L;

    @Override
    public ArrowBatch map(ArrowBatch batch) {
      return batch;
    }
  }

  /** Hands on what may be kept. */
  private static final class Detached implements MapFunction<ArrowBatch, ArrowBatch> {
    private static final long serialVersionUID = 1L;

    @Override
    public ArrowBatch map(ArrowBatch batch) {
      return batch.detach();
    }
  }

  /** Fails at its third batch. */
  private static final class Failing implements MapFunction<ArrowBatch, ArrowBatch> {
    private static final long serialVersionUID = 1L;

    private int seen;

    @Override
    public ArrowBatch map(ArrowBatch batch) {
      if (++seen == 3) {
        throw new IllegalArgumentException("as it should");
      }
      return batch;
    }
  }

  /** Rows of batches. */
  private static final class Rows
      implements FlatMapFunction<ArrowBatch, Tuple3<String, Long, byte[]>> {
    private static final long serialVersionUID = 1L;

    @Override
    public void flatMap(ArrowBatch batch, Collector<Tuple3<String, Long, byte[]>> out) {
      emit(batch, out);
    }
  }

  /** Leaves out what comes besides. */
  private static final class FirstOnly
      implements CoFlatMapFunction<
          Tuple3<String, Long, byte[]>, Integer, Tuple3<String, Long, byte[]>> {
    private static final long serialVersionUID = 1L;

    @Override
    public void flatMap1(
        Tuple3<String, Long, byte[]> row, Collector<Tuple3<String, Long, byte[]>> out) {
      out.collect(row);
    }

    @Override
    public void flatMap2(Integer rows, Collector<Tuple3<String, Long, byte[]>> out) {}
  }

  /** Keeps batches until it has the rows of all files. */
  private static final class AllAtOnce
      implements FlatMapFunction<ArrowBatch, Tuple3<String, Long, byte[]>> {
    private static final long serialVersionUID = 1L;

    private transient List<ArrowBatch> kept;
    private int rows;

    @Override
    public void flatMap(ArrowBatch batch, Collector<Tuple3<String, Long, byte[]>> out) {
      kept = kept == null ? new ArrayList<>() : kept;
      kept.add(batch);
      rows += batch.rows();
      if (rows == FILES + 1) {
        for (ArrowBatch each : kept) {
          emit(each, out);
          each.close();
        }
      }
    }
  }
}
