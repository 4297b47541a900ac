package io.uring.connector.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RangesTest {
  private static final SampleSet SHAPE = new SampleSet("tiny", 3, 10_000, 0, "bin");
  private static final int BLOCK = 4_000;

  @TempDir private Path cache;

  @Test
  void shouldTakeNoBlockTwiceAndNoneThatIsCutOff() throws Exception {
    final RequestList requests = Ranges.random(DataSet.open(SHAPE, cache), BLOCK, 6);

    final Set<String> seen = new HashSet<>();
    for (int request = 0; request < requests.size(); request++) {
      assertThat(requests.length(request)).isEqualTo(BLOCK);
      seen.add(requests.file(request) + "@" + requests.offset(request));
    }
    assertThat(seen).containsExactlyInAnyOrder("0@0", "0@4000", "1@0", "1@4000", "2@0", "2@4000");
  }

  @Test
  void shouldCutFilesFromStartToEnd() throws Exception {
    final RequestList requests = Ranges.cut(DataSet.open(SHAPE, cache), BLOCK);

    assertThat(requests.size()).isEqualTo(6);
    assertThat(requests.file(5)).isEqualTo(2);
    assertThat(requests.offset(5)).isEqualTo(BLOCK);
  }

  @Test
  void shouldTellWhatTheCoreMustArriveAt() throws Exception {
    final DataSet set = DataSet.open(SHAPE, cache);
    final RequestList requests = Ranges.random(set, BLOCK, 5);

    final Side core = new CoreSide("core", set, requests, ReadOptions.builder().build());

    assertThat(core.digest()).isEqualTo(Ranges.digest(set, requests));
    assertThat(core.run().files()).isEqualTo(5);
  }

  @Test
  void shouldReadWholeFilesAsTheManifestSays() throws Exception {
    final DataSet set = DataSet.open(SHAPE, cache);

    try (Side pread = new PreadSide(set, 2)) {
      assertThat(pread.digest()).isEqualTo(set.digest());
      assertThat(pread.run().bytes()).isEqualTo(30_000);
    }
    assertThat(Ranges.digest(set, RequestList.wholeFiles(set.files()))).isEqualTo(set.digest());
  }
}
