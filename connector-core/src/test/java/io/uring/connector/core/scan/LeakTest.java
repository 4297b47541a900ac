package io.uring.connector.core.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.EngineChoice;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.testing.Leftovers;
import io.uring.connector.core.testing.RequiresUring;
import io.uring.connector.core.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing outlives the engines, which end some seconds after their last reader. */
class LeakTest {
  private static final int READERS = 200;

  @BeforeEach
  void othersHaveEnded() {
    Leftovers.awaitNoEngine();
  }

  @Test
  void shouldLeaveNothingBehind(@TempDir Path folder) throws Exception {
    RequiresUring.assume(BindingChoice.AUTO);
    RequestList requests = TestFiles.whole(TestFiles.writeMany(folder, 60, 200_000));
    read(requests, new SplittableRandom(1), 1);
    Leftovers.awaitNoEngine();
    List<String> before = Leftovers.descriptors();
    long seed = System.nanoTime();
    System.out.println(READERS + " readers closed at random moments, seed " + seed);

    read(requests, new SplittableRandom(seed), READERS);

    assertThat(Leftovers.threads()).isNotEmpty();
    assertThat(Leftovers.rings()).isPositive();
    Leftovers.awaitNoEngine();
    assertThat(Leftovers.descriptors()).hasSameSizeAs(before);
    assertThat(Leftovers.descriptors()).noneMatch(target -> target.contains("io_uring"));
    assertThat(Leftovers.descriptors()).noneMatch(target -> target.startsWith(folder.toString()));
  }

  private static void read(RequestList requests, SplittableRandom random, int readers)
      throws IOException {
    for (int i = 0; i < readers; i++) {
      ReadOptions options =
          ReadOptions.builder()
              .engine(i % 4 == 3 ? EngineChoice.NIO : EngineChoice.URING)
              .threads(1 + i % 2)
              .batchBytes(1 << (17 + random.nextInt(5)))
              .build();
      BatchReader reader = FileScan.of(requests).options(options).open();
      List<FileBatch> open = new ArrayList<>();
      for (int batches = random.nextInt(6); batches > 0; batches--) {
        FileBatch batch = reader.next();
        if (batch != null) {
          open.add(batch);
        }
      }
      LockSupport.parkNanos(random.nextInt(1_000_000));
      reader.close();
      open.forEach(FileBatch::close);
    }
  }
}
