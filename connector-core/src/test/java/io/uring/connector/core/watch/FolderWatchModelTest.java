package io.uring.connector.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.testing.Randomly;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Folders where files come, grow and go, and now and then a whole folder is away for a while; their
 * watch is written at any time, and read again at any later one. Whoever takes what it finds goes
 * back with it, as to a checkpoint.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FolderWatchModelTest {
  private static final int FILES = 100_000;
  private static final int LISTINGS = 1_000;
  private static final int FOLDERS = 10;

  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_800_000_000L * SECOND;
  private static final long STEP = 10 * SECOND;
  private static final int MIN_AGE_MILLIS = 15_000;
  private static final int FORGET_STEPS = 60;
  private static final int FORGET_MILLIS = FORGET_STEPS * 10_000;

  /** A file that has gone since the last checkpoint is gone anew after a restore. */
  private static final int SLACK_STEPS = 90;

  @Test
  void shouldFindEachFileOnceWheneverItIsRestored() {
    Randomly.run(1, random -> new Model(random).run());
  }

  private static final class Model {
    private final SplittableRandom random;
    private FolderWatch watch = new FolderWatch(MIN_AGE_MILLIS, FORGET_MILLIS);
    private byte[] checkpoint;

    // Of each file.
    private final long[] length = new long[FILES];
    private final long[] modified = new long[FILES];

    /** The first listing after its last change. */
    private final int[] ready = new int[FILES];

    private final boolean[] there = new boolean[FILES];
    private final boolean[] isFound = new boolean[FILES];

    private int made;
    private int live;

    /** Files in the order in which they were found; those up to the checkpoint may be removed. */
    private final int[] found = new int[FILES];

    private int foundCount;
    private int checkpointed;

    /** Of each folder, the listing from which on it is there. */
    private final int[] back = new int[FOLDERS];

    /** How many files have been removed before each listing began. */
    private final int[] removed = new int[2 * LISTINGS];

    private int restores;

    Model(SplittableRandom random) throws IOException {
      this.random = random;
      checkpoint = written();
    }

    void run() throws IOException {
      int step = 0;
      for (; step < LISTINGS; step++) {
        grow(step);
        arrive(step, step < LISTINGS - 1 ? random.nextInt(201) : FILES);
        remove(step, random.nextInt(200) == 0 ? 1 : 0.05);
        if (random.nextInt(50) == 0) {
          back[random.nextInt(FOLDERS)] = step + random.nextInt(FORGET_STEPS / 3);
        }
        list(step);
        if (random.nextInt(5) == 0) {
          checkpoint(step);
        }
        if (random.nextInt(20) == 0) {
          restore();
        }
      }
      for (; foundCount < FILES && step < LISTINGS + 50; step++) {
        removed[step + 1] = removed[step];
        grow(step);
        list(step);
      }
      for (int file = 0; file < FILES; file++) {
        assertThat(isFound[file]).as("file %d is found", file).isTrue();
      }
      assertThat(restores).isGreaterThan(10);
      checkpoint(step - 1);
      assertThat(checkpoint.length).isGreaterThan(20 * live);
      forget(step);
      assertThat(checkpoint.length).isEqualTo(5);
    }

    private void arrive(int step, int most) {
      long now = now(step);
      for (int end = Math.min(FILES, made + most); made < end; made++) {
        there[made] = true;
        live++;
        length[made] = random.nextInt(100);
        modified[made] =
            switch (random.nextInt(4)) {
              // Moved in, of an age of up to ten years.
              case 0 -> now - random.nextLong(3650L * 86_400 * SECOND);
              // By a clock that is ahead.
              case 1 -> now + random.nextLong(86_400 * SECOND);
              default -> now - random.nextLong(STEP);
            };
        boolean grows = modified[made] > now - STEP && random.nextInt(4) == 0;
        ready[made] = grows ? step + random.nextInt(6) : step;
      }
    }

    private void grow(int step) {
      for (int file = 0; file < made; file++) {
        if (ready[file] >= step) {
          length[file]++;
          if (modified[file] < now(step)) {
            modified[file] = now(step);
          }
        }
      }
    }

    private void remove(int step, double share) {
      removed[step + 1] = removed[step];
      for (int i = 0; i < checkpointed; i++) {
        if (there[found[i]] && random.nextDouble() < share) {
          there[found[i]] = false;
          live--;
          removed[step + 1]++;
        }
      }
    }

    private void list(int step) {
      FileTable.Builder table = FileTable.builder();
      int[] files = new int[2 * live];
      int count = 0;
      for (int folder = 0; folder < FOLDERS; folder++) {
        int directory = table.addDirectory(("/in/" + folder).getBytes(StandardCharsets.UTF_8));
        // As where listings of roots that overlap are put together.
        for (int times = back[folder] > step ? 0 : random.nextInt(20) == 0 ? 2 : 1;
            times > 0;
            times--) {
          for (int file = folder; file < made; file += FOLDERS) {
            if (there[file]) {
              byte[] name = Integer.toString(file).getBytes(StandardCharsets.ISO_8859_1);
              table.add(directory, name, length[file], modified[file], false);
              files[count++] = file;
            }
          }
        }
      }
      int before = foundCount;
      for (int row : watch.find(Sighting.of(table.build(), now(step)))) {
        int file = files[row];
        assertThat(isFound[file]).as("file %d is found again", file).isFalse();
        assertThat(ready[file]).as("file %d is complete", file).isLessThanOrEqualTo(step);
        if (foundCount > before) {
          assertThat(modified[file]).isGreaterThanOrEqualTo(modified[found[foundCount - 1]]);
        }
        isFound[file] = true;
        found[foundCount++] = file;
      }
    }

    private void checkpoint(int step) throws IOException {
      checkpoint = written();
      checkpointed = foundCount;
      assertThat(checkpoint.length).isEqualTo(5 + 20 * watch.remembered());
      int lately = removed[step + 1] - removed[Math.max(0, step - FORGET_STEPS - SLACK_STEPS)];
      assertThat(watch.remembered()).isLessThanOrEqualTo(live + lately);
    }

    private void restore() throws IOException {
      watch = read(checkpoint);
      for (; foundCount > checkpointed; foundCount--) {
        isFound[found[foundCount - 1]] = false;
      }
      restores++;
    }

    /** Removes everything, half of it at first. */
    private void forget(int from) throws IOException {
      Arrays.fill(back, 0);
      int half = live / 2;
      for (int file = 0; live > half; file++) {
        if (there[file]) {
          there[file] = false;
          live--;
        }
      }
      int step = from;
      for (; step < from + FORGET_STEPS + 2; step++) {
        list(step);
      }
      assertThat(written().length).isEqualTo(5 + 20 * half);
      watch = read(written());
      Arrays.fill(there, false);
      live = 0;
      for (int end = step + FORGET_STEPS + 2; step < end; step++) {
        list(step);
      }
      checkpoint = written();
    }

    private byte[] written() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      watch.write(new DataOutputStream(bytes));
      return bytes.toByteArray();
    }

    private static FolderWatch read(byte[] written) throws IOException {
      return FolderWatch.read(
          new DataInputStream(new ByteArrayInputStream(written)), MIN_AGE_MILLIS, FORGET_MILLIS);
    }

    private static long now(int step) {
      return START + step * STEP;
    }
  }
}
