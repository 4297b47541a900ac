package io.uring.connector.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * The driver that {@code ClusterIT} submits, public for Spark: reads a folder, and kills an
 * executor meanwhile.
 */
public final class ClusterProbe {
  /** After so many of them the executor that is to be killed is in the middle of its tasks. */
  private static final int ROWS_BEFORE_KILL = 1500;

  private static final long WAIT_SECONDS = 90;

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final String data;
  private final Path marks;

  private ClusterProbe(final SparkSession spark, final String data, final Path marks) {
    this.spark = spark;
    context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.data = data;
    this.marks = marks;
  }

  /**
   * Says what it finds.
   *
   * @param arguments the folder to read, and an empty one for signs of life
   */
  public static void main(final String[] arguments) throws Exception {
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      final ClusterProbe probe = new ClusterProbe(spark, arguments[0], Path.of(arguments[1]));
      say("driverKnowsOurs", ExecutorState.systemKnowsOurs());
      probe.scan();
      probe.shareEngine();
      probe.killInTheMiddle();
    }
  }

  /** A scan as users run it, and what Spark's own pages show of it. */
  private void scan() throws Exception {
    // Before anybody knows how many executors there will be.
    final Dataset<Row> early = files(Map.of("splitBytes", "1t"));
    final Map<Long, ExecutorState> executors = executors();
    say("tasksOfTheEarly", early.javaRDD().getNumPartitions());
    say("executors", executors.size());
    say("executorsKnowOurs", executors.values().stream().anyMatch(ExecutorState::knowsOurs));
    final Dataset<Row> digest = digest(files(Map.of()));
    say("digest", digest.collectAsList());
    say("plan", Plans.executed(digest).toString().replace('\n', ' '));
    final String page =
        spark.sparkContext().uiWebUrl().get()
            + "/api/v1/applications/"
            + spark.sparkContext().applicationId();
    final String queries = page + "/sql?details=true&planDescription=false";
    await("metrics of the scan", () -> fetch(queries).contains("\"files read\""));
    say("sql", fetch(queries));
    say("stages", fetch(page + "/stages?status=complete"));
  }

  /** Two queries, one after the other, quicker than an idle engine ends. */
  private void shareEngine() {
    int queueDepth = 32;
    long start;
    do {
      queueDepth++;
      start = System.nanoTime();
      final Map<String, String> options =
          Map.of("threads", "1", "queueDepth", Integer.toString(queueDepth));
      say("first", digest(files(options)).collectAsList());
      say("second", digest(files(options)).collectAsList());
    } while (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(8) && queueDepth < 50);
    say("sharedQueueDepth", queueDepth);
  }

  private void killInTheMiddle() throws Exception {
    await("idle executors", () -> executors().values().stream().allMatch(ExecutorState::isIdle));
    final Map<Long, ExecutorState> before = executors();
    final long victim = before.keySet().stream().max(Comparator.naturalOrder()).orElseThrow();
    final AtomicInteger lost = new AtomicInteger();
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskEnd(final SparkListenerTaskEnd end) {
                if (end.reason() instanceof ExecutorLostFailure) {
                  lost.incrementAndGet();
                }
              }
            });
    final Thread killer = new Thread(() -> kill(victim), "killer");
    killer.start();
    spark.udf().register("slowly", new Slowly(marks.toString()), DataTypes.BinaryType);
    final Dataset<Row> slow =
        files(Map.of()).selectExpr("path", "length", "slowly(content) AS content");
    say("digestOfTheOthers", digest(slow).collectAsList());
    killer.join();
    say("killed", ProcessHandle.of(victim).map(ProcessHandle::isAlive).orElse(false) ? 0 : 1);
    await("word of the lost tasks", () -> lost.get() > 0);
    say("tasksLost", lost.get());
    await("a new executor", () -> executors().size() == before.size());
    await("idle executors", () -> executors().values().stream().allMatch(ExecutorState::isIdle));
    final Map<Long, ExecutorState> after = executors();
    say("newExecutors", after.keySet().stream().filter(pid -> !before.containsKey(pid)).count());
    for (final long survivor : before.keySet()) {
      if (survivor != victim) {
        compare(before.get(survivor), after.get(survivor));
      }
    }
  }

  private void compare(final ExecutorState before, final ExecutorState after) {
    final List<String> more = new ArrayList<>(after.descriptors());
    before.descriptors().forEach(more::remove);
    say("threadsLeft", after.threads());
    say("ringsLeft", after.rings());
    say("descriptorsLeft", more);
    say("slabBytesLeft", after.slabBytes());
    say("vectorBytesLeft", after.vectorBytes());
    say("directBytesMore", after.directBytes() - before.directBytes());
  }

  /** Kills a process as {@code kill -9} does, once it has given out some rows. */
  private void kill(final long pid) {
    await("rows of executor " + pid, 5, () -> Files.exists(marks.resolve(Long.toString(pid))));
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  private Dataset<Row> files(final Map<String, String> options) {
    return spark
        .read()
        .format("uring")
        .option("engine", "uring")
        .option("splitBytes", "8m")
        .options(options)
        .load(data);
  }

  private static Dataset<Row> digest(final Dataset<Row> files) {
    return files.selectExpr(
        "count(*)",
        "sum(length(content))",
        "sum(cast(conv(substring(sha2(concat(cast(path AS binary), content), 256), 1, 8), 16, 10)"
            + " AS bigint))");
  }

  /** Those that take tasks now. */
  private Map<Long, ExecutorState> executors() {
    return ExecutorState.all(context);
  }

  private static String fetch(final String url) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
          .body()
          .replaceAll("\\s+", " ");
    } catch (final IOException | InterruptedException e) {
      throw new IllegalStateException("no answer from " + url, e);
    }
  }

  private static void await(final String what, final BooleanSupplier condition) {
    await(what, 1000, condition);
  }

  private static void await(
      final String what, final int everyMillis, final BooleanSupplier condition) {
    final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("waited " + WAIT_SECONDS + " s for " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(everyMillis);
      } catch (final InterruptedException e) {
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
    }
  }

  private static void say(final String name, final Object value) {
    System.out.println(name + "=" + value);
  }

  /** A consumer that takes its time, and leaves a sign when its JVM has had some rows. */
  private static final class Slowly implements UDF1<byte[], byte[]> {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger ROWS = new AtomicInteger();

    private final String marks;

    Slowly(final String marks) {
      this.marks = marks;
    }

    @Override
    public byte[] call(final byte[] content) throws Exception {
      final int row = ROWS.incrementAndGet();
      if (row % 25 == 0) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      if (row == ROWS_BEFORE_KILL) {
        Files.createFile(Path.of(marks, Long.toString(ProcessHandle.current().pid())));
      }
      return content;
    }
  }
}
