package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.uring.connector.core.DirectIo;
import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import io.uring.connector.it.ChildJvm.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** An engine that ends while the kernel holds a read: that memory is lost, and nothing else is. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class HungReadTest {
  private static final List<Hang> HANGS =
      List.of(
          new Hang(EngineChoice.AUTO, HungFile.Place.DISK, DirectIo.NEVER),
          new Hang(EngineChoice.AUTO, HungFile.Place.DISK, DirectIo.ALWAYS),
          new Hang(EngineChoice.NIO, HungFile.Place.DISK, DirectIo.NEVER),
          new Hang(EngineChoice.AUTO, HungFile.Place.FUSE, DirectIo.NEVER),
          new Hang(EngineChoice.NIO, HungFile.Place.FUSE, DirectIo.NEVER));

  @TempDir static Path temporary;
  private static Map<Hang, FutureTask<Said>> probes;

  private record Hang(EngineChoice engine, HungFile.Place place, DirectIo direct) {}

  /** All at once: each waits for a deadline of 10 s. */
  @BeforeAll
  static void startProbes() throws IOException {
    // The children mount; a skip has to come from here.
    HungFile.in(temporary.resolve("try"), HungFile.Place.DISK, 10).close();
    probes =
        HANGS.stream()
            .collect(
                Collectors.toMap(Function.identity(), hang -> new FutureTask<>(() -> probe(hang))));
    probes.values().forEach(probe -> new Thread(probe, "hang").start());
  }

  @ParameterizedTest
  @FieldSource("HANGS")
  void shouldQuarantineWhatCannotBeDrained(final Hang hang) throws Exception {
    Requirement.engine(hang.engine);
    final Said said = probes.get(hang).get();
    assertThat(said.exit()).as(said.text()).isZero();
    assertThat(said.value("hung")).as("still hung when the engine has ended").isEqualTo("true");
    assertThat(Integer.parseInt(said.value("closedAfterSeconds"))).isBetween(5, 60);
    assertThat(said.value("failure")).startsWith("read failed: errno=ECANCELED(125), file=");
    final String capacity = said.value("capacity");
    assertThat(said.value("quarantined")).isEqualTo(capacity);
    assertThat(said.value("quarantinedOfJvm")).isEqualTo(capacity);
    assertThat(said.value("heldByReaders")).isEqualTo("0");
    assertThat(said.value("heldByJvm")).isEqualTo(capacity);
    assertThat(said.value("handedOutAgain")).isEqualTo("false");
    assertThat(said.value("canaries")).as("slabs of others are whole").isEqualTo("true");
    assertThat(said.value("heldAtTheEnd")).isEqualTo(capacity);
    if (hang.direct == DirectIo.ALWAYS || hang.engine == EngineChoice.NIO) {
      assertThat(said.value("writtenLate")).as("the danger was real").isEqualTo("true");
    }
  }

  /** Reads of a disk that does not answer hold back no JVM that leaves. */
  @ParameterizedTest
  @CsvSource({"URING, NEVER", "URING, ALWAYS", "NIO, NEVER"})
  void shouldLetTheJvmEnd(
      final EngineChoice engine, final DirectIo direct, @TempDir final Path folder)
      throws Exception {
    Requirement.engine(engine);
    try (HungFile file = HungFile.in(folder, HungFile.Place.DISK, 2 << 20)) {
      final Said said = new ChildJvm(PendingReadsProbe.class).run(engine, direct, file.path());
      assertThat(said.exit()).as(said.text()).isZero();
      assertThat(said.text()).contains("leaving");
      assertThat(file.isHung()).as("still hung when the JVM has ended").isTrue();
    }
  }

  /** Nor do they hold back who closes, from whatever thread; their memory comes back after them. */
  @ParameterizedTest
  @CsvSource({"URING, NEVER", "URING, ALWAYS", "NIO, NEVER"})
  void shouldCloseAtOnceWhileTheDiskHangs(
      final EngineChoice engine, final DirectIo direct, @TempDir final Path folder)
      throws Exception {
    Requirement.engine(engine);
    final ReadOptions options = ReadOptions.builder().engine(engine).directIo(direct).build();
    try (HungFile file = HungFile.in(folder, HungFile.Place.DISK, 2 << 20)) {
      final BatchReader reader = FileScan.of(List.of(file.path())).options(options).open();
      final CompletableFuture<FileBatch> first = reader.nextAsync();
      await().atMost(Duration.ofMinutes(1)).until(file::isHung);
      final List<CompletableFuture<Void>> closers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        closers.add(CompletableFuture.runAsync(reader::close));
      }
      CompletableFuture.allOf(closers.toArray(new CompletableFuture<?>[0]))
          .get(1, TimeUnit.MINUTES);
      assertThat(file.isHung()).isTrue();
      assertThat(reader.heldBytes()).as("what the kernel may write to").isPositive();
      file.release();
      assertThat(first).failsWithin(Duration.ofMinutes(1));
      await().atMost(Duration.ofMinutes(1)).until(() -> reader.heldBytes() == 0);
    }
  }

  private static Said probe(final Hang hang) throws Exception {
    return new ChildJvm(HungReadProbe.class)
        // What it mounts goes with it, however it ends.
        .launcher("unshare", "--mount", "--propagation", "private")
        .run(Files.createTempDirectory(temporary, "hang"), hang.engine, hang.place, hang.direct);
  }
}
