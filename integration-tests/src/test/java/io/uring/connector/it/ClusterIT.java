package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.it.ChildJvm.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bundle on a cluster whose JVMs know nothing of it but what {@code --jars} brings them, where
 * an executor dies while it reads.
 */
@Tag("spark")
class ClusterIT {
  private static final Path BUNDLE = Path.of(System.getProperty("uring.bundle"));
  private static final int FILES = 30_000;
  private static final int WORKERS = 2;

  private static String expected;
  private static long bytes;
  private static Said said;
  private static List<String> executorLogs = List.of();
  private static List<ProcessHandle> leftRunning = List.of();

  /** One application serves all tests: to start one takes longer than to run it. */
  @BeforeAll
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  static void run(@TempDir final Path folder) throws Exception {
    Requirement.uring();
    final Path data = Files.createDirectory(folder.resolve("data"));
    expected = makeFiles(data);
    final List<ProcessHandle> processes;
    try (StandaloneCluster cluster =
        new StandaloneCluster(Files.createDirectory(folder.resolve("cluster")), WORKERS, 2)) {
      said =
          cluster.submit(
              ClusterProbe.class,
              BUNDLE,
              List.of(
                  "spark.driver.host=127.0.0.1",
                  "spark.driver.bindAddress=127.0.0.1",
                  "spark.ui.port=0",
                  "spark.executor.memory=512m",
                  // The last is for Spark below 4.2 on Java 24 and newer.
                  "spark.executor.extraJavaOptions=-XX:ActiveProcessorCount=3 "
                      + StandaloneCluster.QUICK_START
                      + " --sun-misc-unsafe-memory-access=allow",
                  "spark.sql.shuffle.partitions=2",
                  // Nothing runs before both executors are there.
                  "spark.cores.max=4",
                  "spark.scheduler.minRegisteredResourcesRatio=1",
                  "spark.scheduler.maxRegisteredResourcesWaitingTime=120s"),
              data,
              Files.createDirectory(folder.resolve("marks")));
      assertThat(said.exit()).as(said.text()).isZero();
      executorLogs = cluster.executorLogs();
      processes = cluster.running();
    }
    leftRunning = processes.stream().filter(ProcessHandle::isAlive).toList();
  }

  @AfterAll
  static void shouldLeaveNoProcess() {
    assertThat(leftRunning).isEmpty();
  }

  @Test
  void shouldReadOnExecutorsThatGotTheJarWithTheJob() {
    assertThat(said.value("driverKnowsOurs")).isEqualTo("false");
    assertThat(said.value("executors")).isEqualTo(Integer.toString(WORKERS));
    assertThat(said.value("executorsKnowOurs")).isEqualTo("false");
    assertThat(said.value("digest")).isEqualTo(expected);
  }

  @Test
  void shouldHaveATaskForEachCoreThatThereIsWhenItRuns() {
    assertThat(said.value("tasksOfTheEarly")).isEqualTo("4");
  }

  @Test
  void shouldReadWithTheRingOnEachOfThem() {
    assertThat(said.value("plan")).containsPattern("engine=uring, ran=uring/(syscall|jna), files=");
    assertThat(logsWith("engine uring/(syscall|jna) started")).isGreaterThanOrEqualTo(WORKERS);
    assertThat(logsWith("engine nio started")).isZero();
  }

  @Test
  void shouldHaveAsManyRingsAsTheExecutorHasCores() {
    assertThat(logsWith("engine uring/\\w+ started: threads=3, ")).isGreaterThanOrEqualTo(WORKERS);
  }

  @Test
  void shouldShowInSparksPagesWhatWasRead() {
    assertThat(said.value("sql"))
        .contains(metric("files read", FILES))
        .contains(metric("bytes read", bytes))
        .contains(metric("tasks without io_uring", 0))
        .containsPattern("\"name\" : \"milliseconds that tasks waited for batches\"");
    assertThat(submissions()).isGreaterThanOrEqualTo(FILES);
    assertThat(said.value("stages"))
        .contains("\"inputBytes\" : " + bytes + ",")
        .contains("\"inputRecords\" : " + FILES + ",");
  }

  @Test
  void shouldShareOneEngineAmongTheTasksAndQueriesOfAnExecutor() {
    assertThat(said.value("first")).isEqualTo(expected);
    assertThat(said.value("second")).isEqualTo(expected);
    final String started = "started: threads=1, queueDepth=" + said.value("sharedQueueDepth");
    assertThat(executorLogs.stream().flatMap(String::lines).filter(line -> line.contains(started)))
        .hasSize(WORKERS);
  }

  @Test
  void shouldReadAllAlthoughAnExecutorIsKilledMeanwhile() {
    assertThat(said.value("killed")).isEqualTo("1");
    assertThat(Integer.parseInt(said.value("tasksLost"))).isPositive();
    assertThat(said.value("newExecutors")).isEqualTo("1");
    assertThat(said.value("digestOfTheOthers")).isEqualTo(expected);
  }

  @Test
  void shouldLeaveNothingInTheExecutorThatLivesOn() {
    assertThat(said.value("threadsLeft")).isEqualTo("[]");
    assertThat(said.value("ringsLeft")).isEqualTo("0");
    assertThat(said.value("descriptorsLeft")).isEqualTo("[]");
    assertThat(said.value("slabBytesLeft")).isEqualTo("0");
    assertThat(said.value("vectorBytesLeft")).isEqualTo("0");
    // Less than one slab; Spark's own transfers take and keep a little.
    assertThat(Long.parseLong(said.value("directBytesMore"))).isLessThan(1 << 20);
  }

  /** How many executors say so; one that came late may have had nothing to read. */
  private static long logsWith(final String pattern) {
    return executorLogs.stream().filter(Pattern.compile(pattern).asPredicate()).count();
  }

  private static String metric(final String name, final long value) {
    return String.format("\"name\" : \"%s\", \"value\" : \"%d\"", name, value);
  }

  private static long submissions() {
    final Matcher matcher =
        Pattern.compile("\"io_uring submissions\", \"value\" : \"([0-9]+)\"")
            .matcher(said.value("sql"));
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  /**
   * Makes files of up to 200 bytes.
   *
   * @return what a query over them must come to: their number, bytes, and the sum of the first four
   *     bytes of a hash of each
   */
  private static String makeFiles(final Path folder) throws IOException, NoSuchAlgorithmException {
    final long seed = System.nanoTime();
    System.out.println("seed of the files: " + seed);
    final Random random = new Random(seed);
    final MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    long sum = 0;
    for (int i = 0; i < FILES; i++) {
      final Path part = folder.resolve("part=" + i / 3000);
      if (i % 3000 == 0) {
        Files.createDirectory(part);
      }
      final byte[] content = new byte[1 + random.nextInt(200)];
      random.nextBytes(content);
      final Path file = Files.write(part.resolve("f" + i), content);
      sha256.update(("file:" + file).getBytes(StandardCharsets.UTF_8));
      final byte[] hash = sha256.digest(content);
      for (int j = 0; j < 4; j++) {
        sum += (hash[j] & 0xFFL) << (24 - 8 * j);
      }
      bytes += content.length;
    }
    return "[[" + FILES + "," + bytes + "," + sum + "]]";
  }
}
