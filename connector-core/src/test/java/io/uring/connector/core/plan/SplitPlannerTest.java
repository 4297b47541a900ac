package io.uring.connector.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitPlannerTest {
  private static final long MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  @Test
  void shouldLeaveNoCrumbBehindEvenFiles() {
    final List<Split> splits = SplitPlanner.plan(files(400, 80_000), 128 * MIB, 2);

    assertThat(splits).extracting(split -> split.requests().size()).containsExactly(200, 200);
  }

  @Test
  void shouldPutAMillionTinyFilesIntoFewSplits() {
    assertThat(SplitPlanner.plan(files(1_000_000, 100), 128 * MIB, 2)).hasSizeBetween(100, 140);
  }

  @Test
  void shouldStartALargeFileFirstAndShareTheRestEvenly() {
    final long seed = System.nanoTime();
    final Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      final long[] sizes = new long[50_001];
      for (int i = 0; i < sizes.length; i++) {
        // Around a mean between 1 KB and 1 MB, the largest about 30 times that.
        sizes[i] = (long) (1000 * Math.pow(2, round / 2.0) * Math.exp(random.nextGaussian() * 0.8));
      }
      final int large = random.nextInt(sizes.length);
      sizes[large] = GIB;

      final int cores = 1 + random.nextInt(64);
      final List<Split> splits = SplitPlanner.plan(files(sizes), 128 * MIB, cores);

      assertThat(splits.get(0).requests().size()).as("seed %d", seed).isEqualTo(1);
      assertThat(splits.get(0).planned(0)).as("seed %d", seed).isEqualTo(large);
      final List<Split> others = splits.subList(1, splits.size());
      assertThat(others).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(cores);
      final long[] costs = others.stream().mapToLong(SplitPlannerTest::cost).sorted().toArray();
      assertThat((double) costs[costs.length - 1] / costs[costs.length / 2])
          .as("seed %d, round %d: slowest to median", seed, round)
          .isBetween(1.0, 1.5);
      assertThat((double) costs[0] / costs[costs.length / 2])
          .as("seed %d, round %d: quickest to median", seed, round)
          .isGreaterThan(0.5);
    }
  }

  @Test
  void shouldStartTheLargestFirst() {
    final long[] sizes = new long[1000];
    Arrays.fill(sizes, 100_000);
    sizes[100] = 300 * MIB;
    sizes[500] = 900 * MIB;
    sizes[900] = 300 * MIB;

    final List<Split> splits = SplitPlanner.plan(files(sizes), 128 * MIB, 2);

    assertThat(splits.subList(0, 3))
        .extracting(split -> split.planned(0))
        .containsExactly(500, 100, 900);
  }

  @Test
  void shouldKeepTheOrderWhereNothingIsLarge() {
    final List<Split> splits = SplitPlanner.plan(files(1000, 1_000_000), 16 * MIB, 2);

    assertThat(planned(splits)).isEqualTo(IntStream.range(0, 1000).boxed().toList());
  }

  @Test
  void shouldKeepTheOrderWhereAllCanStartAtOnce() {
    final List<Split> splits = SplitPlanner.plan(files(new long[] {90, 100, 8 * MIB}), MIB, 3);

    assertThat(planned(splits)).containsExactly(0, 1, 2);
  }

  @Test
  void shouldNotLetALargeFileTakeTheSharesOfTheOthers() {
    final long[] sizes = new long[81];
    Arrays.fill(sizes, 100_000);
    sizes[40] = 100 * MIB;

    assertThat(SplitPlanner.plan(files(sizes), 128 * MIB, 8))
        .extracting(split -> split.requests().size())
        .containsExactly(1, 10, 10, 10, 10, 10, 10, 10, 10);
  }

  @Test
  void shouldCutAPlanOfHeadsByTheirBytes() {
    final RequestList heads = files(400, GIB).heads(64_000);

    assertThat(SplitPlanner.plan(heads, 128 * MIB, 2))
        .extracting(split -> split.requests().size())
        .containsExactly(200, 200);
  }

  @Test
  void shouldCutALargeFileBetweenItsChunks() {
    final RequestList chunks = files(new long[] {10, 1024 * MIB, 10}).chunks(1 << 20);

    final List<Split> splits = SplitPlanner.plan(chunks, 128 * MIB, 2);

    assertThat(splits).hasSize(9).allMatch(split -> split.requests().totalLength() < 130 * MIB);
    int row = 0;
    for (final Split split : splits) {
      for (int i = 0; i < split.requests().size(); i++) {
        assertThat(split.planned(i)).isEqualTo(row);
        assertThat(split.requests().get(i)).isEqualTo(chunks.get(row));
        assertThat(split.requests().chunk(i)).isEqualTo(chunks.chunk(row));
        row++;
      }
    }
    assertThat(row).isEqualTo(1026);
  }

  @Test
  void shouldPlanNothingForNothing() {
    assertThat(SplitPlanner.plan(files(0, 0), 128 * MIB, 8)).isEmpty();
  }

  @Test
  void shouldHoldEveryRequestOnceLargeOnesFirst() {
    final long seed = System.nanoTime();
    final Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      final long[] sizes = new long[random.nextInt(300)];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = (long) Math.pow(2, random.nextDouble() * 30);
      }
      final long splitBytes = 1L << (16 + random.nextInt(14));
      final int leastSplits = 1 + random.nextInt(9);

      final List<Split> splits = SplitPlanner.plan(files(sizes), splitBytes, leastSplits);

      for (final Split split : splits) {
        assertThat(split.requests().size()).as("seed %d", seed).isPositive();
        for (int i = 0; i < split.requests().size(); i++) {
          assertThat(split.requests().get(i).path()).isEqualTo("/d/" + split.planned(i));
        }
      }
      final List<Integer> planned = planned(splits);
      assertThat(planned)
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, sizes.length).boxed().toList());
      if (splits.size() <= leastSplits) {
        continue;
      }
      final int large = largeOnes(planned, sizes);
      assertThat(planned.subList(0, large))
          .as("seed %d", seed)
          .isSortedAccordingTo(Comparator.comparing((Integer i) -> sizes[i]).reversed());
      assertThat(planned.subList(large, planned.size())).as("seed %d", seed).isSorted();
    }
  }

  /** How many there are before the first that is smaller than one behind it. */
  private static int largeOnes(final List<Integer> planned, final long[] sizes) {
    long largestBehind = 0;
    int large = planned.size();
    for (int i = planned.size() - 1; i >= 0; i--) {
      if (sizes[planned.get(i)] < largestBehind) {
        large = i;
      }
      largestBehind = Math.max(largestBehind, sizes[planned.get(i)]);
    }
    return large;
  }

  private static List<Integer> planned(final List<Split> splits) {
    final List<Integer> planned = new ArrayList<>();
    for (final Split split : splits) {
      for (int i = 0; i < split.requests().size(); i++) {
        planned.add(split.planned(i));
      }
    }
    return planned;
  }

  private static long cost(final Split split) {
    return split.requests().totalLength() + split.requests().size() * SplitPlanner.OPEN_COST;
  }

  private static RequestList files(final int count, final long size) {
    final long[] sizes = new long[count];
    Arrays.fill(sizes, size);
    return files(sizes);
  }

  private static RequestList files(final long[] sizes) {
    final FileTable.Builder builder = FileTable.builder();
    final int folder = builder.addDirectory("/d".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < sizes.length; i++) {
      builder.add(folder, Integer.toString(i).getBytes(StandardCharsets.UTF_8), sizes[i], 0, false);
    }
    return RequestList.wholeFiles(builder.build());
  }
}
