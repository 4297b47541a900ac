package io.uring.connector.core.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.testing.RequiresUring;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Random files, requests and options: the ring, blocking reads and the JDK agree. */
class DifferentialTest {
  private static final int LARGEST = 3 << 20;

  @RepeatedTest(20)
  void shouldReadAlike(@TempDir Path folder) throws Exception {
    RequiresUring.assume(BindingChoice.AUTO);
    long seed = System.nanoTime();
    System.out.println("ring against blocking reads against the JDK, seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<Path> files = tree(folder, random);
    RequestList requests = requests(files, random);
    ReadOptions.Builder options = options(random);
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      contents.add(Files.readAllBytes(file));
    }
    for (EngineChoice engine : List.of(EngineChoice.URING, EngineChoice.NIO)) {
      ReadOptions chosen = options.engine(engine).build();
      List<Scans.Row> rows = Scans.rows(FileScan.of(requests).options(chosen));
      assertThat(rows).as("seed %s, %s", seed, chosen).hasSize(requests.size());
      Scans.assertRows(rows, requests, contents::get);
    }
  }

  private static List<Path> tree(Path folder, SplittableRandom random) throws Exception {
    List<Path> files = new ArrayList<>();
    Path at = folder;
    for (int i = 0; i < 20 + random.nextInt(100); i++) {
      if (random.nextInt(10) == 0) {
        at = random.nextBoolean() ? folder : at.resolve("d" + i);
        Files.createDirectories(at);
      }
      files.add(TestFiles.write(at.resolve("f" + i), random.nextLong(), logUniform(random)));
    }
    return files;
  }

  /** Whole files, or ranges in any order, some of them overlapping, some empty. */
  private static RequestList requests(List<Path> files, SplittableRandom random) throws Exception {
    RequestList whole = TestFiles.whole(files);
    if (random.nextInt(3) == 0) {
      return whole;
    }
    int count = random.nextInt(300);
    int[] file = new int[count];
    long[] offset = new long[count];
    long[] length = new long[count];
    for (int i = 0; i < count; i++) {
      file[i] = random.nextInt(files.size());
      long size = whole.length(file[i]);
      offset[i] = random.nextLong(size + 1);
      length[i] = Math.min(logUniform(random), size - offset[i]);
    }
    return RequestList.ranges(whole.files(), file, offset, length);
  }

  private static ReadOptions.Builder options(SplittableRandom random) {
    return ReadOptions.builder()
        .threads(1 + random.nextInt(3))
        .queueDepth(1 + random.nextInt(128))
        .batchBytes((1 << 16) + random.nextInt(1 << 22))
        .batchRows(1 + random.nextInt(1 << random.nextInt(13)));
  }

  private static int logUniform(SplittableRandom random) {
    return (int) Math.pow(LARGEST, random.nextDouble()) - 1;
  }
}
