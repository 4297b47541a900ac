package io.uring.connector.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SplitPlannerTest {
  private static final long MIB = 1 << 20;

  @Test
  void shouldLeaveNoCrumbBehindEvenFiles() {
    final List<RequestList> splits = SplitPlanner.plan(files(400, 80_000), 128 * MIB, 2);

    assertThat(splits).extracting(RequestList::size).containsExactly(200, 200);
  }

  @Test
  void shouldPutAMillionTinyFilesIntoFewSplits() {
    assertThat(SplitPlanner.plan(files(1_000_000, 100), 128 * MIB, 2)).hasSizeBetween(100, 140);
  }

  @Test
  void shouldGiveALargeFileASplitOfItsOwn() {
    final long[] sizes = new long[1001];
    Arrays.fill(sizes, 10_000);
    sizes[500] = 1024 * MIB;

    final List<RequestList> splits = SplitPlanner.plan(files(sizes), 128 * MIB, 2);

    assertThat(splits)
        .filteredOn(split -> split.length(0) == 1024 * MIB)
        .singleElement()
        .extracting(RequestList::size)
        .isEqualTo(1);
  }

  @Test
  void shouldCutALargeFileBetweenItsChunks() {
    final RequestList chunks = files(new long[] {10, 1024 * MIB, 10}).chunks(1 << 20);

    final List<RequestList> splits = SplitPlanner.plan(chunks, 128 * MIB, 2);

    assertThat(splits).hasSize(9).allMatch(split -> split.totalLength() < 130 * MIB);
    int row = 0;
    for (final RequestList split : splits) {
      for (int i = 0; i < split.size(); i++) {
        assertThat(split.get(i)).isEqualTo(chunks.get(row));
        assertThat(split.chunk(i)).isEqualTo(chunks.chunk(row));
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
  void shouldHoldEveryRequestOnceInOrder() {
    final long seed = System.nanoTime();
    final Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      final long[] sizes = new long[random.nextInt(300)];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = (long) Math.pow(2, random.nextDouble() * 30);
      }
      final long splitBytes = 1L << (16 + random.nextInt(14));

      final List<RequestList> splits =
          SplitPlanner.plan(files(sizes), splitBytes, 1 + random.nextInt(9));

      final List<String> planned = new ArrayList<>();
      for (final RequestList split : splits) {
        assertThat(split.size()).as("seed %d", seed).isPositive();
        for (int i = 0; i < split.size(); i++) {
          planned.add(split.get(i).path());
        }
      }
      final List<String> all = new ArrayList<>();
      for (int i = 0; i < sizes.length; i++) {
        all.add("/d/" + i);
      }
      assertThat(planned).as("seed %d", seed).isEqualTo(all);
    }
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
